import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { goesOn, type RunningCall } from './goes-on.ts';
import { ObjectExtent } from './object-extent.ts';

interface NumberedCall extends RunningCall {
  readonly extent: ObjectExtent | null;
  /** Its `index` for the client. */
  readonly number: number;
}

/** Further calls keep the numbers they come with; those of calls within it are less. */
const maxCalls = 1024;

/**
 * The numbers of one choice's tool calls while they stream past. Clients put the pieces of calls together by `index`
 * alone, and some servers give every call the same, or none.
 */
export class CallNumbers {
  /** The call that a provider's number now means; `null` = it gives none. */
  readonly #running = new Map<number | null, NumberedCall>();
  #next = 0;
  #calls = 0;

  /** @returns the `index` of each delta's call for the client; `null` where all of them are those they have. */
  read(deltas: readonly unknown[]): readonly number[] | null {
    let differs = false;
    const numbers = deltas.map((delta) => {
      if (!isJsonObject(delta)) return 0;
      const number = this.#numberOf(delta);
      differs ||= number !== delta.index;
      return number;
    });
    return differs ? numbers : null;
  }

  #numberOf(delta: { readonly [key: string]: unknown }): number {
    const { id, function: called, custom } = delta;
    const { name, arguments: written } = isJsonObject(called) ? called : isJsonObject(custom) ? custom : {};
    const text = typeof written === 'string' ? written : '';
    const given = typeof delta.index === 'number' ? delta.index : null;
    const running = this.#running.get(given);
    if (running && (this.#calls >= maxCalls || goesOn(running, { id, name, text }))) {
      running.extent?.read(text);
      return running.number;
    }
    // Some servers send a delta that says nothing before they name the call.
    if (!name || this.#calls >= maxCalls) return given ?? 0;
    this.#calls += 1;
    const isFree = given !== null && Number.isInteger(given) && given >= this.#next && given < maxCalls;
    const number = isFree ? given : this.#next;
    this.#next = number + 1;
    const extent = isJsonObject(custom) ? null : new ObjectExtent();
    extent?.read(text);
    this.#running.set(given, { id, name, extent, number });
    return number;
  }
}
