import type { EventLog, NoticeEvent, RequestEvent } from '../../core/ports/event-log.ts';

/** Lines are collected for this long, or until this many characters, and written at once. */
const flushAfterMs = 50;
const flushAtLength = 64 * 1024;

export interface LineEventLogOptions {
  /** Turns an event into one line, without its end. */
  readonly format: LineFormat;
  /** Takes whole lines. Returns `false` when it has no room for them: they are dropped, and counted. */
  readonly write: (lines: string) => unknown;
}

export interface LineFormat {
  request(event: RequestEvent): string;
  notice(event: NoticeEvent): string;
}

/** Writes one line per event. Call `flush` before the process ends. */
export class LineEventLog implements EventLog {
  readonly #format: LineFormat;
  readonly #write: (lines: string) => unknown;
  #pending = '';
  #pendingLines = 0;
  #dropped = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor({ format, write }: LineEventLogOptions) {
    this.#format = format;
    this.#write = write;
  }

  request(event: RequestEvent): void {
    this.#append(this.#format.request(event));
  }

  notice(event: NoticeEvent): void {
    this.#append(this.#format.notice(event));
    this.flush();
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#pending === '') return;
    const lines = this.#pending;
    const count = this.#pendingLines;
    this.#pending = '';
    this.#pendingLines = 0;
    if (this.#write(this.#dropped === 0 ? lines : `${this.#droppedNotice()}\n${lines}`) === false)
      this.#dropped += count;
    else this.#dropped = 0;
  }

  #append(line: string): void {
    this.#pending += `${line}\n`;
    this.#pendingLines += 1;
    if (this.#pending.length >= flushAtLength) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), flushAfterMs).unref();
  }

  #droppedNotice(): string {
    const message = `${this.#dropped} log lines dropped: their reader was too slow`;
    return this.#format.notice({ level: 'warning', message });
  }
}
