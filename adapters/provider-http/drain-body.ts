import type { Clock } from '../../core/ports/clock.ts';

const maxDrainMs = 1000;
const maxDrainBytes = 64 * 1024;

/**
 * Reads a body whose content is over to its end, so that the connection can be used again,
 * and gives the connection up when the end does not come soon. Never throws; need not be awaited.
 */
export async function drainBody(body: AsyncIterableIterator<Buffer>, clock: Clock): Promise<void> {
  const timer = clock.schedule(maxDrainMs, () => void body.return?.());
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > maxDrainBytes) break;
    }
  } catch {
    // It broke off after everything that matters had arrived.
  } finally {
    timer.cancel();
  }
}
