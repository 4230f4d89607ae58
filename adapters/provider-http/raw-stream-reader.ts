import type { GatewayError } from '../../core/errors/gateway-error.ts';
import { Seen } from '../../core/ports/chat-model.ts';
import type { StreamWatcher } from '../../core/ports/wire-codec.ts';
import type { StreamReader } from './stream-reader.ts';

/**
 * Passes the bytes on as they came, while the watcher reads along.
 * @param fewerChoices what to say when only some of several answers asked for in one have come; `null` = one was.
 */
export function createRawStreamReader(
  watcher: StreamWatcher,
  fewerChoices: (() => GatewayError) | null = null,
): StreamReader {
  let hasStopped = false;
  let hasEnded = false;
  const { course } = watcher;
  return {
    ...(course && { course }),
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
      return hasSome && fewerChoices !== null ? fewerChoices() : null;
    },
    tail: () => watcher.end(),
  };
}
