import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { EventWriter } from './event-writer.ts';
import type { ItemWriter } from './item-writer.ts';
import { type ClientCall, callInput, callItem, type ItemStatus } from './output-items.ts';

export interface CallFacts {
  readonly call: ClientCall;
  readonly callId: string;
  readonly extras: JsonObject;
}

/** A call of one of the client's tools. */
export class CallWriter implements ItemWriter {
  readonly outputIndex: number;
  isOpen = true;
  readonly #id: string;
  readonly #events: EventWriter;
  readonly #facts: CallFacts;
  readonly #pieces: string[] = [];
  #input = '';

  constructor(id: string, outputIndex: number, events: EventWriter, facts: CallFacts) {
    this.#id = id;
    this.outputIndex = outputIndex;
    this.#events = events;
    this.#facts = facts;
  }

  get callId(): string {
    return this.#facts.callId;
  }

  item(status: ItemStatus): JsonObject {
    const { call, callId, extras } = this.#facts;
    return callItem(this.#id, status, call, { callId, input: this.#input, extras });
  }

  delta(_: number, text: string): string {
    if (!this.isOpen) return '';
    this.#pieces.push(text);
    // A wrapped input can be taken out only when it is whole.
    return this.#facts.call.isWrapped ? '' : this.#write('delta', { delta: text });
  }

  endPart(): string {
    if (!this.isOpen) return '';
    this.isOpen = false;
    const { call } = this.#facts;
    this.#input = callInput(call, this.#pieces.join(''));
    const isOwed = this.#input !== '' && (call.isWrapped || this.#pieces.length === 0);
    const owed = isOwed ? this.#write('delta', { delta: this.#input }) : '';
    const whole =
      call.type === 'custom_tool_call' ? { input: this.#input } : { name: call.name, arguments: this.#input };
    return owed + this.#write('done', whole);
  }

  #write(what: 'delta' | 'done', fields: JsonObject): string {
    const stem = this.#facts.call.type === 'custom_tool_call' ? 'custom_tool_call_input' : 'function_call_arguments';
    return this.#events.write(`response.${stem}.${what}`, {
      item_id: this.#id,
      output_index: this.outputIndex,
      ...fields,
    });
  }
}
