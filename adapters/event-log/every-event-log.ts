import type { EventLog } from '../../core/ports/event-log.ts';

/**
 * Passes each event on to several logs. One that fails costs nobody else anything: not the other logs, not the request.
 * @param report is told of the first failure of each log.
 */
export function everyEventLog(logs: readonly EventLog[], report: (message: string) => void): EventLog {
  const failed = new Set<EventLog>();
  const each = (use: (log: EventLog) => void): void => {
    for (const log of logs) {
      try {
        use(log);
      } catch (error) {
        if (failed.has(log)) continue;
        failed.add(log);
        report(`an event log failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  return {
    request: (event) => each((log) => log.request(event)),
    notice: (event) => each((log) => log.notice(event)),
  };
}
