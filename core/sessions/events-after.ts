import { Buffer } from 'node:buffer';
import type { EventPage, NumberedEvent } from './event-page.ts';

/**
 * The events numbered higher than `after`: at least one if there is one, then as many as `maxBytes` allows.
 * @param pages in order; no more of them are read than needed.
 */
export function eventsAfter(pages: Iterable<EventPage>, after: number, maxBytes: number): readonly NumberedEvent[] {
  const found: NumberedEvent[] = [];
  let bytes = 0;
  for (const { firstSequence, events } of pages) {
    for (const [index, event] of events.entries()) {
      const sequence = firstSequence + index;
      if (sequence <= after) continue;
      bytes += Buffer.byteLength(event);
      if (bytes > maxBytes && found.length > 0) return found;
      found.push({ sequence, event });
    }
  }
  return found;
}

/** Bytes that a page counts for. */
export function pageBytes({ events }: EventPage): number {
  return events.reduce((bytes, event) => bytes + Buffer.byteLength(event), 0);
}
