import { GatewayError } from '../errors/gateway-error.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { ClaimedTurn, SessionStore } from '../ports/session-store.ts';
import type { TurnRef } from './turn-ref.ts';

/** A worker that says nothing for so long is gone, and its turns are taken over. */
const leaseMs = 6_000;
/** How soon a worker sees that its turn was taken over, or ended by another process. */
const beatMs = 1_000;

export interface HeldTurn {
  /** Aborts when somebody else works on the turn, or it has ended. */
  readonly signal: AbortSignal;
  /**
   * Makes sure of it now: a process that stood still may have lost the turn without having heard.
   * @throws the signal's reason.
   */
  confirm(): Promise<void>;
  /** Lets others work on it. Never fails. */
  release(): Promise<void>;
}

export interface TurnLeasesOptions {
  readonly store: Pick<SessionStore, 'claimTurn' | 'holdTurn'>;
  readonly clock: Clock;
  /** Unguessable; another one in each process. */
  readonly workerId: string;
}

/** Sees to it that one process at a time works on a turn, of all that share a store. */
export class TurnLeases {
  readonly #options: TurnLeasesOptions;

  constructor(options: TurnLeasesOptions) {
    this.#options = options;
  }

  /** Takes a turn that another process left behind; `hold` it soon. @returns `null` when there is none. */
  findLeft(): Promise<ClaimedTurn | null> {
    const { store, workerId } = this.#options;
    return store.claimTurn(workerId, leaseMs);
  }

  /** Works on a turn until it is released. @returns `null` when somebody else does, or it has ended. */
  async hold({ scope, turnId }: TurnRef): Promise<HeldTurn | null> {
    const { store, clock, workerId } = this.#options;
    const say = (forMs: number): Promise<boolean> => store.holdTurn(scope, turnId, workerId, forMs);
    if (!(await say(leaseMs))) return null;
    const lost = new AbortController();
    let timer: Timer | null = null;
    let isReleased = false;
    const look = async (): Promise<void> => {
      // A store in trouble is asked again; when that takes too long, somebody else may have the turn by then.
      const isHeld = await say(leaseMs).catch(() => true);
      if (!isHeld) lost.abort(new GatewayError('client-gone', 'The turn has ended, or another process works on it.'));
    };
    const beat = async (): Promise<void> => {
      await look();
      if (!isReleased && !lost.signal.aborted) timer = clock.schedule(beatMs, () => void beat());
    };
    timer = clock.schedule(beatMs, () => void beat());
    return {
      signal: lost.signal,
      async confirm() {
        await look();
        lost.signal.throwIfAborted();
      },
      async release() {
        isReleased = true;
        timer?.cancel();
        await say(0).catch(() => false);
      },
    };
  }
}
