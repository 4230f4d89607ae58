import type { Writable } from 'node:stream';
import { formatBytes } from './format-bytes.ts';
import type { TellProgress, WeightsEvent } from './weights-progress.ts';

export interface ProgressReport {
  readonly tell: TellProgress;
  /** Ends the line that is being rewritten, if there is one. */
  end(): void;
}

export interface ProgressReportOptions {
  readonly out: Writable;
  readonly error: Writable;
  /** JSON lines instead of sentences. */
  readonly json: boolean;
  /** Whether standard error is a terminal: progress is one line there, rewritten; elsewhere it is left out. */
  readonly isTerminal: boolean;
  /** Milliseconds of a clock that only goes forward. */
  readonly elapsedMs: () => number;
}

/** Rewrites, or JSON lines of progress, are no closer than this, milliseconds. */
const terminalIntervalMs = 100;
const jsonIntervalMs = 500;

/** Tells people, or programs, how the bringing goes. */
export function reportProgress({ out, error, json, isTerminal, elapsedMs }: ProgressReportOptions): ProgressReport {
  let [lastMs, lineLength] = [Number.NEGATIVE_INFINITY, 0];
  const isDue = (event: WeightsEvent, intervalMs: number): boolean => {
    if (event.event !== 'progress') return true;
    if (event.receivedBytes !== event.totalBytes && elapsedMs() - lastMs < intervalMs) return false;
    lastMs = elapsedMs();
    return true;
  };
  const end = (): void => {
    if (lineLength > 0) error.write('\n');
    lineLength = 0;
  };
  const tell: TellProgress = (event) => {
    if (json) {
      if (isDue(event, jsonIntervalMs)) out.write(`${JSON.stringify(event)}\n`);
    } else if (event.event === 'progress') {
      if (!isTerminal || !isDue(event, terminalIntervalMs)) return;
      const line = progressLine(event);
      error.write(`\r${line.padEnd(lineLength)}`);
      lineLength = line.length;
    } else {
      end();
      out.write(`${sentence(event)}\n`);
    }
  };
  return { tell, end };
}

function progressLine({ file, receivedBytes, totalBytes }: Extract<WeightsEvent, { event: 'progress' }>): string {
  if (totalBytes === null) return `  ${file}  ${formatBytes(receivedBytes)}`;
  const percent = totalBytes === 0 ? 100 : Math.floor((receivedBytes / totalBytes) * 100);
  return `  ${file}  ${percent} %  ${formatBytes(receivedBytes)} of ${formatBytes(totalBytes)}`;
}

function sentence(event: Exclude<WeightsEvent, { event: 'progress' }>): string {
  switch (event.event) {
    case 'licence': {
      const what = event.about === null ? event.name : `${event.name}: ${event.about}`;
      const licence = event.licence === null ? 'not known here' : `${event.licence.id} (${event.licence.url})`;
      return `${what}\nLicence: ${licence}`;
    }
    case 'source':
      return `From ${event.source}`;
    case 'source-failed':
      return `  ${event.message}`;
    case 'retry':
      return `  ${event.file}: ${event.message}; trying again in ${event.waitMs / 1000} s`;
    case 'resume':
      return `  ${event.file}: going on after ${formatBytes(event.receivedBytes)}`;
    case 'verified':
      return `  ${event.file}  ${formatBytes(event.bytes)}  SHA-256 ${event.sha256}`;
  }
}
