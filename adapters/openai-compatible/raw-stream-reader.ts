import { Seen } from '../../core/ports/chat-model.ts';
import type { StreamWatcher } from '../../core/ports/wire-codec.ts';
import type { StreamReader } from '../provider-http/stream-reader.ts';

/** Passes the bytes on as they came, while the watcher reads along. */
export function createRawStreamReader(watcher: StreamWatcher): StreamReader {
  let hasStopped = false;
  let hasEnded = false;
  return {
    read(events) {
      const { bytes, seen } = watcher.watch(events);
      if (seen & Seen.stop) hasStopped = true;
      if (seen & Seen.end) hasEnded = true;
      return [{ type: 'chunk', bytes, seen }];
    },
    get stopReason() {
      // The watcher knows a reason as soon as one of several choices has stopped.
      return hasStopped ? watcher.stopReason : null;
    },
    get usage() {
      return watcher.usage;
    },
    get hasEnded() {
      return hasEnded;
    },
    tail: () => watcher.end(),
  };
}
