import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { ToolCallPart } from '../../core/conversation/part.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { madeUpCallId } from './made-up-call-id.ts';

export interface ToolCallDelta {
  /** Set by the delta that first names a call. */
  readonly begins: Pick<ToolCallPart, 'id' | 'name' | 'kind'> | null;
  /** More of the input of the call begun last. */
  readonly text: string;
}

/** Tells which call each `tool_calls` delta of a stream belongs to. Calls come one after another. */
export class ToolCallDeltas {
  /** The answer's id, from which missing call ids are made. */
  answerId = '';
  #count = 0;
  #current: { readonly index: unknown; readonly id: unknown } | null = null;

  /** Calls begun so far. */
  get count(): number {
    return this.#count;
  }

  read(delta: unknown): ToolCallDelta {
    const kind = isJsonObject(delta) && isJsonObject(delta.custom) ? 'custom' : 'function';
    const what = isJsonObject(delta) && isJsonObject(delta[kind]) ? delta[kind] : {};
    if (!isJsonObject(delta)) throw new GatewayError('broken-answer', 'The provider sent an unreadable tool call.');
    const input = kind === 'custom' ? what.input : what.arguments;
    const text = typeof input === 'string' ? input : input == null ? '' : JSON.stringify(input);
    const { index, id } = delta;
    // Some servers send a delta that says nothing before they name the call.
    if (!what.name && text === '') return { begins: null, text };
    if (!this.#isAnother(index, id, what.name)) return { begins: null, text };
    if (typeof what.name !== 'string' || what.name === '') {
      throw new GatewayError('broken-answer', 'The provider sent a tool call without a name.');
    }
    this.#current = { index, id };
    const number = this.#count++;
    const ownId = typeof id === 'string' && id !== '' ? id : madeUpCallId(this.answerId, number);
    return { begins: { id: ownId, name: what.name, kind }, text };
  }

  /** Another index is another call; so is another id with a name, as servers send that number every call 0. */
  #isAnother(index: unknown, id: unknown, name: unknown): boolean {
    if (!this.#current) return true;
    if (index !== undefined && index !== this.#current.index) return true;
    return Boolean(id) && Boolean(name) && id !== this.#current.id;
  }
}
