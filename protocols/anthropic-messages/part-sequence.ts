import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';

type PartEvent = Extract<ConversationEvent, { readonly index: number }>;

/** Most characters of parts that wait for another to end. */
const maxWaitingCharacters = 1024 * 1024;

/** Puts the events of parts that interleave one part after the other: a part waits until those begun before it have ended. */
export class PartSequence {
  /** The parts that have begun and not all been told, in their order; of the first nothing waits. */
  readonly #waiting = new Map<number, PartEvent[]>();
  #waitingCharacters = 0;

  /** @returns what can be told now. @throws GatewayError `broken-answer` when too much waits. */
  push(event: PartEvent): readonly PartEvent[] {
    const { index } = event;
    if (event.type === 'part-begins') this.#waiting.set(index, []);
    const own = this.#waiting.get(index);
    // Of a part that never began, or is over, there is nothing to tell.
    if (own === undefined) return [];
    const [first] = this.#waiting.keys();
    if (first === index) return event.type === 'part-ends' ? [event, ...this.#next(index)] : [event];
    own.push(event);
    if (event.type === 'part-delta') this.#waitingCharacters += event.text.length;
    if (this.#waitingCharacters > maxWaitingCharacters) {
      throw new GatewayError('broken-answer', 'The provider wove the parts of its answer together too widely.');
    }
    return [];
  }

  /** Everything that still waits; parts that have not ended end here. */
  finish(): readonly PartEvent[] {
    const rest: PartEvent[] = [];
    for (const [index, events] of this.#waiting) {
      rest.push(...events);
      if (!hasEnded(events)) rest.push({ type: 'part-ends', index });
    }
    this.#waiting.clear();
    return rest;
  }

  /** The part that was told has ended: the next ones, as far as they have come. */
  #next(told: number): readonly PartEvent[] {
    this.#waiting.delete(told);
    const events: PartEvent[] = [];
    for (const [index, waited] of this.#waiting) {
      events.push(...waited);
      for (const event of waited) if (event.type === 'part-delta') this.#waitingCharacters -= event.text.length;
      if (!hasEnded(waited)) {
        this.#waiting.set(index, []);
        break;
      }
      this.#waiting.delete(index);
    }
    return events;
  }
}

function hasEnded(events: readonly PartEvent[]): boolean {
  return events.at(-1)?.type === 'part-ends';
}
