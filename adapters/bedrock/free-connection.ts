import type { Clock } from '../../core/ports/clock.ts';

const endWaitMs = 1000;

/**
 * Lets a stream whose answer is complete come to its end, so that the connection can serve the next call; cuts it
 * when that takes longer than a second. Nobody waits for this.
 */
export function freeConnection(stream: AsyncIterator<unknown>, cut: () => void, clock: Clock): void {
  const timer = clock.schedule(endWaitMs, cut);
  stream.next().then(
    (step) => {
      timer.cancel();
      if (step.done !== true) cut();
    },
    () => timer.cancel(),
  );
}
