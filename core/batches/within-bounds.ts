import { GatewayError } from '../errors/gateway-error.ts';
import type { Clock, Timer } from '../ports/clock.ts';

export interface CallBounds {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Bound on the whole call, milliseconds. */
  readonly limitMs: number;
  /** How long the call may go on when `signal` aborts, milliseconds. Default 0. */
  readonly graceMs?: number;
}

/** Makes a call that ends: in its time, and soon after `signal` aborts. */
export async function withinBounds<T>(
  { clock, signal, limitMs, graceMs = 0 }: CallBounds,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timers: Timer[] = [];
  const onAbort = (): void => {
    if (graceMs === 0) controller.abort(signal.reason);
    else timers.push(clock.schedule(graceMs, () => controller.abort(signal.reason)));
  };
  const tooLong = new GatewayError('timeout', `The provider took longer than ${limitMs / 1000} s.`);
  timers.push(clock.schedule(limitMs, () => controller.abort(tooLong)));
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await call(controller.signal);
  } finally {
    signal.removeEventListener('abort', onAbort);
    for (const timer of timers) timer.cancel();
  }
}
