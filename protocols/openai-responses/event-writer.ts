import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { formatEvent } from '../server-sent-events/format-event.ts';

/** Writes the events of one stream, numbered from 0. */
export class EventWriter {
  #next = 0;

  /** The number of the last event written; -1 before the first. */
  get last(): number {
    return this.#next - 1;
  }

  /** Goes on after an event that somebody else has sent. */
  continueAfter(sequenceNumber: number): void {
    this.#next = Math.max(this.#next, sequenceNumber + 1);
  }

  write(type: string, fields: JsonObject): string {
    return formatEvent(JSON.stringify({ type, sequence_number: this.#next++, ...fields }), type);
  }

  /** As `write`, for fields that are JSON text already, without the outer braces. */
  writeText(type: string, fields: string): string {
    return `event: ${type}\ndata: {"type":"${type}","sequence_number":${this.#next++},${fields}}\n\n`;
  }
}
