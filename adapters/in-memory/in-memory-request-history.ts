import type { EventLog, RequestEvent } from '../../core/ports/event-log.ts';
import type { RequestHistory } from '../../core/ports/request-history.ts';

/** Enough for somebody who asks about the request that just surprised them. */
const maxRequests = 1000;

/** The last thousand requests of this process. The oldest is forgotten first. */
export class InMemoryRequestHistory implements RequestHistory, EventLog {
  readonly #events = new Map<string, RequestEvent>();
  readonly #maxRequests: number;

  constructor(limit = maxRequests) {
    this.#maxRequests = limit;
  }

  request(event: RequestEvent): void {
    if (this.#events.size >= this.#maxRequests) {
      const [oldest] = this.#events.keys();
      if (oldest !== undefined) this.#events.delete(oldest);
    }
    this.#events.set(event.requestId, event);
  }

  notice(): void {}

  find(requestId: string): RequestEvent | null {
    return this.#events.get(requestId) ?? null;
  }
}
