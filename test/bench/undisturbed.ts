import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const tickMs = 10;
/** More than this share of one core used by others spoils a block: caches and cores are shared. */
const maxOthersShare = 0.1;
const pauseBetweenTriesMs = 1_000;

export interface Undisturbed<T> {
  readonly result: T;
  /** Whether others were busy in every try. */
  readonly wasDisturbed: boolean;
}

/**
 * Does the work again, a bounded number of times, while other programs use the machine during it.
 * @param ownCpuMs what the bench and its children have used so far.
 */
export async function undisturbed<T>(
  ownCpuMs: () => number,
  maxTries: number,
  work: () => Promise<T>,
): Promise<Undisturbed<T>> {
  for (let tries = 1; ; tries += 1) {
    const startedAt = performance.now();
    const othersBefore = machineCpuMs() - ownCpuMs();
    const result = await work();
    const othersMs = machineCpuMs() - ownCpuMs() - othersBefore;
    const wasDisturbed = othersMs / (performance.now() - startedAt) > maxOthersShare;
    if (!wasDisturbed || tries === maxTries) return { result, wasDisturbed };
    await pause(pauseBetweenTriesMs);
  }
}

/** CPU milliseconds that all processes of the machine have used, all cores together, time stolen by the host included. */
function machineCpuMs(): number {
  const [line = ''] = readFileSync('/proc/stat', 'latin1').split('\n', 1);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, steal = 0] = line.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softIrq + steal) * tickMs;
}
