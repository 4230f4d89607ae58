import type { BackgroundSteps } from './background-steps.ts';
import type { HeldTurn } from './turn-leases.ts';

/** The steps, each of which makes sure first that nobody else works on the turn by now. */
export function whileHeld(steps: BackgroundSteps, held: Pick<HeldTurn, 'confirm'>): BackgroundSteps {
  const guarded =
    <I, R>(step: (input: I, signal: AbortSignal) => Promise<R>) =>
    async (input: I, signal: AbortSignal): Promise<R> => {
      await held.confirm();
      return step(input, signal);
    };
  return {
    prepare: guarded(steps.prepare),
    attempt: guarded(steps.attempt),
    decideNext: guarded(steps.decideNext),
    finish: guarded(steps.finish),
    fail: guarded(steps.fail),
  };
}
