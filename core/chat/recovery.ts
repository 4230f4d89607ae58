import type { ConversationEvent } from '../conversation/conversation-event.ts';
import type { AnswerEvent } from '../ports/chat-model.ts';
import { Seen } from '../ports/chat-model.ts';
import { seenIn } from '../ports/seen-in.ts';
import { begunByClient } from '../resilience/recovery/begun-by-client.ts';
import { continueConversation } from '../resilience/recovery/continue-conversation.ts';
import { Resumption } from '../resilience/recovery/resumption.ts';
import { summarizeSent } from '../resilience/recovery/summarize-sent.ts';
import type { Target } from '../routing/target.ts';
import { type ChatCall, chatModelFor, conversationFor, modelCall } from './chat-call.ts';
import type { KeptAnswer } from './kept-answer.ts';

/** The broken stream goes on: from here to the end only neutral events follow. */
export interface AnswerResumed {
  readonly type: 'resumed';
  /** What the client was sent so far. */
  readonly sent: readonly ConversationEvent[];
  readonly how: 'continue' | 'restart';
  readonly target: Target;
}

const nothing = Buffer.alloc(0);
const charactersPerToken = 4;
const fewestTokens = 16;

/** One attempt to go on with a broken stream, so that the client gets one message. */
export class Recovery {
  readonly #call: ChatCall;
  readonly #sent: readonly ConversationEvent[];
  readonly #how: 'continue' | 'restart';
  readonly #target: Target;

  constructor(call: ChatCall, sent: KeptAnswer, how: 'continue' | 'restart', target: Target) {
    this.#call = call;
    // A copy: what this attempt adds is no part of what it is aligned with.
    this.#sent = [...sent.events()];
    this.#how = how;
    this.#target = target;
  }

  /** The target has accepted the request. */
  begin(): AnswerResumed {
    const { characters } = summarizeSent(this.#sent);
    const { recoveries, attempts } = this.#call.journal;
    recoveries.push({
      how: this.#how,
      from: attempts.at(-1)?.target ?? '',
      to: this.#target.label,
      characters,
      attempt: attempts.length,
    });
    return { type: 'resumed', sent: this.#sent, how: this.#how, target: this.#target };
  }

  /** The rest of the answer, in the index space of what was sent. Chunks are empty: they only tell what was seen. */
  async *answer(signal: AbortSignal): AsyncGenerator<AnswerEvent, void, undefined> {
    const begun = this.#how === 'continue' ? begunByClient(this.#call.conversation()) : '';
    const resumption = new Resumption(this.#sent, this.#how, begun);
    const decoder = this.#call.codec.createStreamDecoder();
    let hasFinished = false;
    const push = (next: ConversationEvent): Iterable<AnswerEvent> => {
      if (next.type === 'finished') hasFinished = true;
      return told(resumption.push(next));
    };
    const model = chatModelFor(this.#call, this.#target);
    for await (const event of model.answer(this.#modelCall(signal))) {
      switch (event.type) {
        case 'accepted':
          yield event;
          break;
        case 'chunk':
          for (const decoded of decoder.decode(event.bytes)) yield* push(decoded);
          yield { type: 'chunk', bytes: nothing, seen: event.seen };
          break;
        case 'event':
          yield* push(event.event);
          yield { type: 'chunk', bytes: nothing, seen: event.seen & Seen.content };
          break;
        case 'finished':
          // Raw answers may know their stop reason by other means than an event.
          if (!hasFinished) yield* push({ type: 'finished', stopReason: event.stopReason });
          resumption.end();
          yield { type: 'finished', stopReason: event.stopReason, usage: event.usage };
          break;
      }
    }
  }

  #modelCall(signal: AbortSignal): ReturnType<typeof modelCall> {
    const plain = modelCall(this.#call, this.#target, signal);
    if (this.#how === 'restart') return plain;
    return { ...plain, raw: null, conversation: () => this.#continued() };
  }

  #continued(): ReturnType<ChatCall['conversation']> {
    const { text } = summarizeSent(this.#sent);
    const request = continueConversation(conversationFor(this.#call, this.#target)(), text);
    if (request.maxOutputTokens === undefined) return request;
    // About what was spent on the text that is there.
    const rest = request.maxOutputTokens - Math.ceil(text.length / charactersPerToken);
    return { ...request, maxOutputTokens: Math.max(fewestTokens, rest) };
  }
}

function* told(events: readonly ConversationEvent[]): Iterable<AnswerEvent> {
  for (const event of events) yield { type: 'event', event, seen: seenIn(event) };
}
