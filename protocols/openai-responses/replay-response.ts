import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { AnswerContext, JsonObject } from '../../core/ports/wire-codec.ts';
import type { AnswerReplay } from '../../core/sessions/item-format.ts';
import { createEventEncoder, type ResponsesEventEncoder } from './event-encoder.ts';
import { EventWriter } from './event-writer.ts';

/** Never told: the stored response takes the place of the event that would say it. */
const unsaid = new GatewayError('internal', 'The response failed.');
const delimiter = '\n\n';

/**
 * Writes the stream of a stored response once more: the same events have the same numbers each time.
 * @param view the response as it is stored, finished or not. @param after number of the last event the client has; -1 = none.
 */
export function createReplay(view: JsonObject, after: number): AnswerReplay {
  return new ReplayOfResponse(view, after);
}

class ReplayOfResponse implements AnswerReplay {
  readonly #encoder: ResponsesEventEncoder;
  readonly #after: number;
  /** How many events were written. */
  #written = 0;

  constructor(view: JsonObject, after: number) {
    this.#encoder = createEventEncoder(contextOf(view));
    this.#after = after;
  }

  get lastNumber(): number {
    return this.#written - 1;
  }

  event(event: ConversationEvent): string {
    return this.#unseen(eventsIn(this.#encoder.encode(event)));
  }

  end(view: JsonObject): string {
    const { status } = view;
    const isWhole = status === 'completed' || status === 'incomplete';
    const events = eventsIn(isWhole ? this.#encoder.end() : this.#encoder.fail(unsaid, ''));
    const last = new EventWriter();
    last.continueAfter(this.#encoder.sequenceNumber - 1);
    return this.#unseen([...events.slice(0, -1), last.write(`response.${status}`, { response: view })]);
  }

  #unseen(events: readonly string[]): string {
    const first = this.#written;
    this.#written += events.length;
    return events.slice(Math.max(0, this.#after + 1 - first)).join('');
  }
}

function eventsIn(text: string): readonly string[] {
  if (text === '') return [];
  return text
    .slice(0, -delimiter.length)
    .split(delimiter)
    .map((event) => event + delimiter);
}

/** A response repeats its request under the same names. */
function contextOf(view: JsonObject): AnswerContext {
  const conversationId = isJsonObject(view.conversation) ? view.conversation.id : null;
  return {
    requestId: '',
    createdAt: Number(view.created_at),
    model: String(view.model),
    includeUsage: true,
    echo: {
      body: view,
      id: String(view.id),
      ...(typeof conversationId === 'string' ? { conversationId } : {}),
    },
  };
}
