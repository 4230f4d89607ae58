import type { EventLog, RequestEvent } from '../../core/ports/event-log.ts';
import type { RequestHistory } from '../../core/ports/request-history.ts';

export interface InMemoryRequestHistoryOptions {
  /** How many of the last requests are kept. Default 100: enough for somebody who asks about the one just made. */
  readonly maxRequests?: number;
  /** How many of those that failed, or took more than one attempt, are kept besides. Default 1,000. */
  readonly maxTroubled?: number;
}

/**
 * The last requests of this process, and for longer those that did not go smoothly. The oldest is forgotten first.
 * Prompts and answers are left out, also where they are logged.
 */
export class InMemoryRequestHistory implements RequestHistory, EventLog {
  readonly #latest: Ring;
  readonly #troubled: Ring;

  constructor({ maxRequests = 100, maxTroubled = 1_000 }: InMemoryRequestHistoryOptions = {}) {
    this.#latest = new Ring(maxRequests);
    this.#troubled = new Ring(maxTroubled);
  }

  request(logged: RequestEvent): void {
    const event = logged.content === null ? logged : { ...logged, content: null };
    const isTroubled = event.error !== null || event.attempts.length > 1;
    (isTroubled ? this.#troubled : this.#latest).keep(event);
  }

  notice(): void {}

  find(requestId: string): RequestEvent | null {
    return this.#latest.find(requestId) ?? this.#troubled.find(requestId);
  }
}

/** The last events, each in the place of the oldest. Looked through when somebody asks: that is rarer than a request. */
class Ring {
  readonly #events: RequestEvent[] = [];
  readonly #limit: number;
  #next = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  keep(event: RequestEvent): void {
    this.#events[this.#next] = event;
    this.#next = (this.#next + 1) % this.#limit;
  }

  find(requestId: string): RequestEvent | null {
    return this.#events.find((event) => event.requestId === requestId) ?? null;
  }
}
