import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { ToolCallPart } from '../../core/conversation/part.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { goesOn, type RunningCall } from './goes-on.ts';
import { madeUpCallId } from './made-up-call-id.ts';
import { ObjectExtent } from './object-extent.ts';

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
  readonly #ids = new Set<string>();
  #count = 0;
  #current: (RunningCall & { readonly index: unknown }) | null = null;

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
    const last = this.#current;
    if (last && (index === undefined || index === last.index) && goesOn(last, { id, name: what.name, text })) {
      last.extent?.read(text);
      return { begins: null, text };
    }
    if (typeof what.name !== 'string' || what.name === '') {
      throw new GatewayError('broken-answer', 'The provider sent a tool call without a name.');
    }
    const extent = kind === 'function' ? new ObjectExtent() : null;
    extent?.read(text);
    this.#current = { index, id, name: what.name, extent };
    const number = this.#count++;
    // Two calls of one id could not be answered.
    const isOwn = typeof id === 'string' && id !== '' && !this.#ids.has(id);
    const callId = isOwn ? id : madeUpCallId(this.answerId, number);
    this.#ids.add(callId);
    return { begins: { id: callId, name: what.name, kind }, text };
  }
}
