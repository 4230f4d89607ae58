import { GatewayError } from '../errors/gateway-error.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { TurnLeases } from './turn-leases.ts';
import type { TurnRef } from './turn-ref.ts';

/** How soon turns are found that another process has left behind. */
const lookAgainMs = 2_000;
/** A turn whose workers were lost so often may be what ends them. */
const mostLost = 3;

export interface LeftTurnsOptions {
  readonly leases: Pick<TurnLeases, 'findLeft'>;
  readonly clock: Clock;
  /** Whether there is room for one more. */
  readonly hasRoom: () => boolean;
  /** Goes on with a turn. */
  readonly goOn: (turn: TurnRef) => Promise<void>;
  /** Ends a turn that nobody goes on with. */
  readonly giveUp: (turn: TurnRef, error: GatewayError) => Promise<void>;
  /** Told of every turn that was found, and of what went wrong. Must not throw. */
  readonly tell: (level: 'info' | 'warning', message: string, details: Readonly<Record<string, string>>) => void;
}

/** Finds the turns that a process before this one, or beside it, was working on when it ended. */
export class LeftTurns {
  readonly #options: LeftTurnsOptions;
  #timer: Timer | null = null;
  #isStopped = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: LeftTurnsOptions) {
    this.#options = options;
  }

  /** Looks now, and every two seconds. */
  start(): void {
    this.#looking = this.#look();
  }

  /** Resolves when nothing more is found. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { leases, clock, hasRoom, tell } = this.#options;
    try {
      while (!this.#isStopped && hasRoom()) {
        const left = await leases.findLeft();
        if (left === null) break;
        await this.#take(left, left.timesLost);
      }
    } catch (error) {
      tell('warning', 'background answers left behind cannot be gone on with', { reason: String(error) });
    }
    if (!this.#isStopped) this.#timer = clock.schedule(lookAgainMs, () => this.start());
  }

  async #take(turn: TurnRef, timesLost: number): Promise<void> {
    const { goOn, giveUp, tell } = this.#options;
    const details = { response: turn.turnId };
    if (timesLost <= mostLost) {
      tell('info', 'going on with a background answer that was left behind', details);
      await goOn(turn);
      return;
    }
    tell('warning', 'a background answer is given up: the gateway has ended too often while it was made', details);
    const message = `The gateway stopped ${timesLost} times while this answer was being made; it is not tried again.`;
    await giveUp(turn, new GatewayError('internal', message));
  }
}
