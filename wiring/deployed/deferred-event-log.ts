import type { EventLog, NoticeEvent, RequestEvent } from '../../core/ports/event-log.ts';

/** So many events at most wait for a log that cannot be loaded. */
const mostWaiting = 1000;

/** An event log that is loaded by its first event: nothing is logged before a first request has been answered. */
export class DeferredEventLog implements EventLog {
  readonly #load: () => Promise<EventLog>;
  readonly #began: (loading: Promise<void>) => void;
  #log: EventLog | null = null;
  #loading: Promise<void> | null = null;
  #waiting: ((log: EventLog) => void)[] = [];

  /** @param began told of the loading, which never rejects. */
  constructor(load: () => Promise<EventLog>, began: (loading: Promise<void>) => void) {
    this.#load = load;
    this.#began = began;
  }

  request(event: RequestEvent): void {
    this.#write((log) => log.request(event));
  }

  notice(event: NoticeEvent): void {
    this.#write((log) => log.notice(event));
  }

  #write(write: (log: EventLog) => void): void {
    if (this.#log) {
      write(this.#log);
      return;
    }
    if (this.#waiting.length < mostWaiting) this.#waiting.push(write);
    if (this.#loading) return;
    this.#loading = this.#open();
    this.#began(this.#loading);
  }

  async #open(): Promise<void> {
    try {
      const log = await this.#load();
      for (const write of this.#waiting.splice(0)) write(log);
      this.#log = log;
    } catch {
      // Tried again with the next event.
    }
    this.#loading = null;
  }
}
