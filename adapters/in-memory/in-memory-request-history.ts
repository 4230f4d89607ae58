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
  readonly #latest = new Map<string, RequestEvent>();
  readonly #troubled = new Map<string, RequestEvent>();
  readonly #maxRequests: number;
  readonly #maxTroubled: number;

  constructor({ maxRequests = 100, maxTroubled = 1_000 }: InMemoryRequestHistoryOptions = {}) {
    this.#maxRequests = maxRequests;
    this.#maxTroubled = maxTroubled;
  }

  request(logged: RequestEvent): void {
    const event = { ...logged, content: null };
    const isTroubled = event.error !== null || event.attempts.length > 1;
    if (isTroubled) keep(this.#troubled, event, this.#maxTroubled);
    else keep(this.#latest, event, this.#maxRequests);
  }

  notice(): void {}

  find(requestId: string): RequestEvent | null {
    return this.#latest.get(requestId) ?? this.#troubled.get(requestId) ?? null;
  }
}

function keep(events: Map<string, RequestEvent>, event: RequestEvent, limit: number): void {
  if (events.size >= limit) {
    const [oldest] = events.keys();
    if (oldest !== undefined) events.delete(oldest);
  }
  events.set(event.requestId, event);
}
