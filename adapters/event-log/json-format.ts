import type { NoticeEvent, RequestEvent } from '../../core/ports/event-log.ts';
import type { LineFormat } from './line-event-log.ts';

/** One JSON object a line, for machines. Secrets print as `[redacted]` by their type. */
export const jsonFormat: LineFormat = {
  // Written out field by field: copying the event with `...` cost as much as the rest of the line.
  request(event: RequestEvent): string {
    const line = {
      time: timestamp(event.time),
      event: 'request',
      requestId: event.requestId,
      method: event.method,
      path: event.path,
      status: event.status,
      durationMs: round(event.durationMs),
      firstByteMs: event.firstByteMs === null ? null : round(event.firstByteMs),
      overheadMs: event.overheadMs === null ? null : round(event.overheadMs),
      stream: event.stream,
      model: event.model,
      route: event.route,
      target: event.target,
      attempts: event.attempts,
      recoveries: event.recoveries,
      reason: event.reason,
      routing: event.routing,
      changes: event.changes,
      stopReason: event.stopReason,
      usage: event.usage,
      costUsd: event.costUsd,
      clientRetries: event.clientRetries,
      error: event.error,
    };
    return JSON.stringify(event.content === null ? line : { ...line, ...event.content });
  },
  notice(event: NoticeEvent): string {
    return JSON.stringify({ time: new Date().toISOString(), event: 'notice', ...event });
  },
};

let second = { number: -1, text: '' };

/** As `toISOString` writes it; all but the milliseconds is written once a second. @param time milliseconds since the epoch. */
function timestamp(time: number): string {
  const number = Math.floor(time / 1000);
  if (second.number !== number) second = { number, text: new Date(number * 1000).toISOString().slice(0, -4) };
  return `${second.text}${String(time - number * 1000).padStart(3, '0')}Z`;
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
