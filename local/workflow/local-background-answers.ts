import type { BackgroundSteps } from '../../core/background/background-steps.ts';
import { toErrorRecord } from '../../core/background/error-record.ts';
import type { HeldTurn, TurnLeases } from '../../core/background/turn-leases.ts';
import type { TurnRef } from '../../core/background/turn-ref.ts';
import { whileHeld } from '../../core/background/while-held.ts';
import { counted } from '../../core/errors/counted.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { loadBackgroundAnswer } from './load-background-answer.ts';
import type { Machine } from './machine.ts';
import { runBackgroundAnswer } from './run-background-answer.ts';
import type { RunResult } from './run-machine.ts';

export interface LocalBackgroundAnswersOptions {
  readonly steps: BackgroundSteps;
  readonly leases: Pick<TurnLeases, 'hold'>;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** How long one answer may take, milliseconds; its turn is given up after that. */
  readonly runsForMs: number;
  /** So many answers are worked on at the same time; the next one is refused. */
  readonly maxRunning: number;
  /** Told of every run that has ended. Must not throw. */
  readonly ended?: (turn: TurnRef, result: RunResult) => void;
}

interface Running {
  readonly abort: AbortController;
  readonly over: Promise<unknown>;
}

/** The background answers that this process works on. */
export class LocalBackgroundAnswers {
  readonly runsForMs: number;
  readonly #options: LocalBackgroundAnswersOptions;
  readonly #machine: Machine;
  readonly #running = new Map<string, Running>();
  #isDraining = false;

  constructor(options: LocalBackgroundAnswersOptions) {
    this.#options = options;
    this.runsForMs = options.runsForMs;
    this.#machine = loadBackgroundAnswer();
  }

  get running(): number {
    return this.#running.size;
  }

  get hasRoom(): boolean {
    return !this.#isDraining && this.#running.size < this.#options.maxRunning;
  }

  /**
   * Begins to work on a stored turn, and does not wait for it. One that is worked on already, here or in another
   * process, is left to that.
   * Also for a turn that a process before this one left in progress: it goes on from the events that are stored.
   * @throws GatewayError `busy` or `shutting-down`; what the store says when it is in trouble.
   */
  async start(scope: string, turnId: string): Promise<void> {
    const turn = { scope, turnId };
    const key = keyOf(turn);
    if (this.#running.has(key)) return;
    if (this.#isDraining) throw new GatewayError('shutting-down', 'The gateway is shutting down; try again shortly.');
    const { maxRunning } = this.#options;
    if (this.#running.size >= maxRunning) {
      const message = `The gateway already works on ${counted(maxRunning, 'background answer')}; try again later.`;
      throw new GatewayError('busy', message, { retryAfterMs: 5000 });
    }
    const abort = new AbortController();
    const holding = this.#options.leases.hold(turn);
    const over = this.#run(turn, key, abort.signal, holding);
    this.#running.set(key, { abort, over });
    await holding;
  }

  /** Ends a turn, without working on it, with an error. */
  async giveUp({ scope, turnId }: TurnRef, error: GatewayError): Promise<void> {
    const { signal } = new AbortController();
    await this.#options.steps.fail({ scope, turnId, progress: null, failure: toErrorRecord(error) }, signal);
  }

  /** Ends the work on a turn at once, its call to the provider included. Whoever asks has ended the turn in the store. */
  async cancel(scope: string, turnId: string): Promise<void> {
    this.#running
      .get(keyOf({ scope, turnId }))
      ?.abort.abort(new GatewayError('client-gone', 'The answer was cancelled.'));
  }

  /**
   * Takes no more, and resolves when everything has ended: by itself, or because the signal aborted.
   * What was aborted stays in progress in the store, for the next process to go on with.
   */
  async drain(signal: AbortSignal): Promise<void> {
    this.#isDraining = true;
    const reason = new GatewayError('shutting-down', 'The gateway is shutting down.');
    const abortAll = (): void => {
      for (const { abort } of this.#running.values()) abort.abort(reason);
    };
    if (signal.aborted) abortAll();
    else signal.addEventListener('abort', abortAll, { once: true });
    await Promise.all([...this.#running.values()].map(({ over }) => over));
    signal.removeEventListener('abort', abortAll);
  }

  async #run(turn: TurnRef, key: string, stopped: AbortSignal, holding: Promise<HeldTurn | null>): Promise<void> {
    const { steps, clock, random, ended } = this.#options;
    // That it cannot be held is told by who waits for it.
    const held = await holding.catch(() => null);
    let result: RunResult | null = null;
    if (held) {
      const signal = AbortSignal.any([stopped, held.signal]);
      const own = whileHeld(steps, held);
      result = await runBackgroundAnswer(turn, { machine: this.#machine, steps: own, clock, random, signal });
      await held.release();
    }
    this.#running.delete(key);
    if (result) ended?.(turn, result);
  }
}

function keyOf({ scope, turnId }: TurnRef): string {
  return JSON.stringify([scope, turnId]);
}
