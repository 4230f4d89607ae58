import { pause } from '../chat/pause.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import type { Clock } from '../ports/clock.ts';

const waitsMs = [100, 400, 1600] as const;

/** Asks a store again while it says that it is in trouble; what it was asked for may be done twice. */
export async function whileBusy<T>(clock: Clock, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  for (const waitMs of waitsMs) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof GatewayError) || error.kind !== 'busy') throw error;
    }
    await pause(clock, waitMs, signal);
  }
  return ask();
}
