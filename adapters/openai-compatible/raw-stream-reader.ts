import { Seen } from '../../core/ports/chat-model.ts';
import type { StreamWatcher } from '../../core/ports/wire-codec.ts';
import type { StreamReader } from '../provider-http/stream-reader.ts';
import { fewerChoices } from './fewer-choices.ts';

/**
 * Passes the bytes on as they came, while the watcher reads along.
 * @param choiceCount answers asked for in one.
 */
export function createRawStreamReader(watcher: StreamWatcher, choiceCount: number): StreamReader {
  let hasStopped = false;
  let hasEnded = false;
  return {
    read(events) {
      const { bytes, seen, answer } = watcher.watch(events);
      if (seen & Seen.stop) hasStopped = true;
      if (seen & Seen.end) hasEnded = true;
      return [answer === undefined ? { type: 'chunk', bytes, seen } : { type: 'chunk', bytes, seen, answer }];
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
    get shortfall() {
      const hasSome = hasEnded && !hasStopped && watcher.stopReason !== null;
      return hasSome && choiceCount > 1 ? fewerChoices(choiceCount) : null;
    },
    tail: () => watcher.end(),
  };
}
