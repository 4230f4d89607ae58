import type { Writable } from 'node:stream';

/** What a command may still do, its reader gone, to end with its own exit code. */
const endWithinMs = 1000;

/**
 * A reader that has read enough (`| head`) is no fault of the command: what it then writes goes nowhere, and what
 * does not end by itself is ended.
 * @param end ends the process. @returns a release, for when the command has ended, or minds its streams itself.
 */
export function endQuietlyWithoutReader(streams: readonly Writable[], end: () => void): () => void {
  let timer: NodeJS.Timeout | null = null;
  let isReleased = false;
  const onError = (error: Error): void => {
    // What was written last may be refused only after the command has ended.
    if (isReleased) return;
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
    timer ??= setTimeout(end, endWithinMs);
  };
  for (const stream of streams) stream.on('error', onError);
  return () => {
    isReleased = true;
    if (timer !== null) clearTimeout(timer);
  };
}
