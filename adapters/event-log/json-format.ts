import type { NoticeEvent, RequestEvent } from '../../core/ports/event-log.ts';
import type { LineFormat } from './line-event-log.ts';

/** One JSON object a line, for machines. Secrets print as `[redacted]` by their type. */
export const jsonFormat: LineFormat = {
  request(event: RequestEvent): string {
    const { time, durationMs, firstByteMs, overheadMs, content, ...rest } = event;
    return JSON.stringify({
      time: new Date(time).toISOString(),
      event: 'request',
      durationMs: round(durationMs),
      firstByteMs: firstByteMs === null ? null : round(firstByteMs),
      overheadMs: overheadMs === null ? null : round(overheadMs),
      ...rest,
      ...(content ?? {}),
    });
  },
  notice(event: NoticeEvent): string {
    return JSON.stringify({ time: new Date().toISOString(), event: 'notice', ...event });
  },
};

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
