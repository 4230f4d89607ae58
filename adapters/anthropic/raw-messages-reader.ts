import { Seen } from '../../core/ports/chat-model.ts';
import { createStreamWatcher } from '../../protocols/anthropic-messages/stream-watcher.ts';
import type { StreamReader } from '../provider-http/stream-reader.ts';

/** Passes the bytes on as they came, while a watcher reads along. */
export function createRawMessagesReader(): StreamReader {
  const watcher = createStreamWatcher();
  let hasEnded = false;
  return {
    read(events) {
      const { bytes, seen } = watcher.watch(events);
      if (seen & Seen.end) hasEnded = true;
      return [{ type: 'chunk', bytes, seen }];
    },
    get stopReason() {
      return watcher.stopReason;
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
