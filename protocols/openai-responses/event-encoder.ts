import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import { saysCut } from '../../core/conversation/says-cut.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { AnswerContext, EventEncoder, JsonObject } from '../../core/ports/wire-codec.ts';
import { CallWriter } from './call-writer.ts';
import { failureOf } from './encode-error.ts';
import { EventWriter } from './event-writer.ts';
import type { ItemWriter } from './item-writer.ts';
import { malformedError } from './malformed-error.ts';
import { MessageWriter } from './message-writer.ts';
import { offeredTools } from './offered-tools.ts';
import { clientCall, companionItem, type ItemStatus } from './output-items.ts';
import { ReasoningWriter } from './reasoning-writer.ts';
import { itemId, responseId } from './response-id.ts';
import { type ResponseState, responseResource } from './response-resource.ts';
import { encodeStatus } from './response-status.ts';
import { ToolNames } from './tool-names.ts';
import { otherFields, readWireData } from './wire-data.ts';

export interface ResponsesEventEncoder extends EventEncoder {
  /** The response as its last event tells it; `null` before that. */
  readonly response: JsonObject | null;
  /** The number of the last event written; -1 before the first. */
  readonly sequenceNumber: number;
  /** Goes on after events that the client was sent by somebody else. */
  continueAfter(sequenceNumber: number): void;
  fail(error: GatewayError, requestId: string): string;
}

type EndState = Pick<ResponseState, 'status' | 'incompleteReason' | 'nativeReason' | 'error'>;
type PartEnds = Extract<ConversationEvent, { type: 'part-ends' }>;
type PartBegins = Extract<ConversationEvent, { type: 'part-begins' }>;

const callFields: ReadonlySet<string> = new Set(['id', 'status', 'name', 'namespace']);

export function createEventEncoder(context: AnswerContext): ResponsesEventEncoder {
  return new EventEncoderOfResponse(context);
}

/**
 * Writes one stream's neutral events as this format's. An item is closed when the next one begins or the answer ends:
 * only then is it known whether the answer was cut in it.
 */
class EventEncoderOfResponse implements ResponsesEventEncoder {
  response: JsonObject | null = null;
  readonly #context: AnswerContext;
  readonly #events = new EventWriter();
  #names: ToolNames | null = null;
  #started: { readonly id: string; readonly upstreamId: string | null; readonly model: string } | null = null;
  /** The items not yet closed, by their first part's order. */
  readonly #openItems = new Set<ItemWriter>();
  /** Which item each part belongs to. */
  readonly #writers = new Map<number, ItemWriter>();
  /** The message that the next text joins. */
  #message: { readonly writer: MessageWriter; readonly id: unknown } | null = null;
  readonly #output: JsonObject[] = [];
  #items = 0;
  #stopReason: StopReason = 'stop';
  #usage: { readonly usage: Usage; readonly serviceTier?: string } | null = null;

  constructor(context: AnswerContext) {
    this.#context = context;
  }

  get sequenceNumber(): number {
    return this.#events.last;
  }

  continueAfter(sequenceNumber: number): void {
    this.#events.continueAfter(sequenceNumber);
  }

  encode(event: ConversationEvent): string {
    switch (event.type) {
      case 'started':
        return this.#started === null ? this.#start(event.id, event.model) : '';
      case 'part-begins':
        return this.#ensureStarted() + this.#beginPart(event);
      case 'part-delta':
        if (event.text === '' && event.logprobs === undefined) return '';
        return this.#writers.get(event.index)?.delta(event.index, event.text, event.logprobs) ?? '';
      case 'part-ends':
        return this.#endPart(event);
      case 'usage':
        this.#usage = event;
        return '';
      case 'finished':
        this.#stopReason = event.stopReason;
        return this.#ensureStarted() + this.#closeItems(true);
    }
  }

  end(): string {
    if (this.response !== null) return '';
    const begins = this.#ensureStarted() + this.#closeItems(true);
    const { status, reason, native } = encodeStatus(this.#stopReason);
    const error = status === 'failed' ? { error: malformedError } : {};
    return (
      begins + this.#finish(`response.${status}`, { status, incompleteReason: reason, nativeReason: native, ...error })
    );
  }

  fail(error: GatewayError, requestId: string): string {
    if (this.response !== null) return '';
    return (
      this.#ensureStarted() + this.#finish('response.failed', { status: 'failed', error: failureOf(error, requestId) })
    );
  }

  #ensureStarted(): string {
    return this.#started === null ? this.#start(null, '') : '';
  }

  #start(upstreamId: string | null, model: string): string {
    this.#started = { id: responseId(this.#context, upstreamId), upstreamId, model };
    const response = `"response":${JSON.stringify(this.#resource({ status: 'in_progress' }))}`;
    return (
      this.#events.writeText('response.created', response) + this.#events.writeText('response.in_progress', response)
    );
  }

  #finish(type: string, state: EndState): string {
    this.response = this.#resource(state);
    return this.#events.write(type, { response: this.response });
  }

  #resource(state: EndState): JsonObject {
    const { upstreamId = null, model = '' } = this.#started ?? {};
    const { usage = null, serviceTier } = this.#usage ?? {};
    const known = { upstreamId, model, usage, ...(serviceTier === undefined ? {} : { serviceTier }) };
    // Items may be closed out of order.
    return responseResource(
      { ...state, ...known, output: this.#output.filter((item) => item !== undefined) },
      this.#context,
    );
  }

  #beginPart(event: PartBegins): string {
    const { index, part } = event;
    switch (part.type) {
      case 'text':
      case 'refusal':
        return this.#beginSpoken(index, part.type, event);
      case 'opaque': {
        // Other protocols' data says nothing to these clients.
        const { item } = readWireData(part.opaque);
        return item === undefined ? '' : this.#wholeItem(item);
      }
      case 'reasoning': {
        const closed = this.#closeItems(false);
        const outputIndex = this.#items++;
        const id = this.#itemId('reasoning', readWireData(event.opaque).item?.id, outputIndex);
        const facts = { redacted: part.redacted, writtenBy: this.#context.echo?.writtenBy };
        return closed + this.#addItem(new ReasoningWriter(id, outputIndex, this.#events, facts), index);
      }
      case 'tool-call': {
        const closed = this.#closeItems(false);
        const writer = this.#callWriter(part, readWireData(event.opaque).item ?? {}, this.#items++);
        return closed + this.#addItem(writer, index);
      }
    }
  }

  #callWriter(
    part: Extract<PartBegins['part'], { type: 'tool-call' }>,
    item: JsonObject,
    outputIndex: number,
  ): CallWriter {
    this.#names ??= new ToolNames(offeredTools(this.#context.echo?.body ?? {}));
    const call = clientCall(part, this.#names);
    const extras = otherFields(item, callFields) ?? {};
    const id = this.#itemId(call.type, item.id, outputIndex);
    return new CallWriter(id, outputIndex, this.#events, { call, callId: part.id, extras });
  }

  #beginSpoken(index: number, type: 'text' | 'refusal', { opaque }: PartBegins): string {
    const id = readWireData(opaque).message?.id;
    let added = '';
    if (this.#message === null || this.#message.id !== id) {
      added = this.#closeItems(false);
      const outputIndex = this.#items++;
      const writer = new MessageWriter(this.#itemId('message', id, outputIndex), outputIndex, this.#events, opaque);
      added += this.#addItem(writer, index);
      this.#message = { writer, id };
    }
    const { writer } = this.#message;
    this.#writers.set(index, writer);
    return added + writer.beginPart(index, type);
  }

  #endPart(event: PartEnds): string {
    const writer = this.#writers.get(event.index);
    const text = writer?.endPart(event.index, event) ?? '';
    if (!(writer instanceof CallWriter)) return text;
    const id = this.#itemId('reasoning', null, this.#items);
    const companion = companionItem(id, writer.callId, event.opaque, this.#context.echo?.writtenBy);
    return companion === null ? text : text + this.#wholeItem(companion);
  }

  #wholeItem(item: JsonObject): string {
    const closed = this.#closeItems(false);
    const outputIndex = this.#items++;
    this.#output[outputIndex] = item;
    return (
      closed +
      this.#events.write('response.output_item.added', { output_index: outputIndex, item }) +
      this.#events.write('response.output_item.done', { output_index: outputIndex, item })
    );
  }

  #addItem(writer: ItemWriter, index: number): string {
    this.#writers.set(index, writer);
    this.#openItems.add(writer);
    return this.#events.write('response.output_item.added', {
      output_index: writer.outputIndex,
      item: writer.item('in_progress'),
    });
  }

  /** @param isEnd whether nothing more comes: what is still open ends with it. */
  #closeItems(isEnd: boolean): string {
    this.#message = null;
    let text = '';
    for (const writer of this.#openItems) {
      if (!isEnd && writer.isOpen) continue;
      const isLast = isEnd && writer.outputIndex === this.#items - 1;
      const status = saysCut(this.#stopReason) && (isLast || writer.isOpen) ? 'incomplete' : 'completed';
      if (writer.isOpen) text += this.#endParts(writer);
      text += this.#close(writer, status);
    }
    return text;
  }

  #endParts(writer: ItemWriter): string {
    const parts = [...this.#writers].filter(([, owner]) => owner === writer);
    return parts.map(([index]) => writer.endPart(index, {})).join('');
  }

  #close(writer: ItemWriter, status: ItemStatus): string {
    this.#openItems.delete(writer);
    const item = writer.item(status);
    this.#output[writer.outputIndex] = item;
    return this.#events.write('response.output_item.done', { output_index: writer.outputIndex, item });
  }

  #itemId(type: string, given: unknown, index: number): string {
    return typeof given === 'string' && given !== '' ? given : itemId(type, this.#started?.id ?? '', index);
  }
}
