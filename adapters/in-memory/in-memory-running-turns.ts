import type { ClaimedTurn } from '../../core/ports/session-store.ts';

interface RunningTurn {
  readonly scope: string;
  readonly turnId: string;
  readonly createdAt: number;
  worker: string | null;
  workerUntil: number;
  timesLost: number;
}

/** The running turns of this process that were stored with their requests, and who works on them. */
export class InMemoryRunningTurns {
  readonly #turns = new Map<string, RunningTurn>();
  readonly #runs: (scope: string, id: string, now: number) => boolean;

  /** @param runs whether a turn is there and has not ended. */
  constructor(runs: (scope: string, id: string, now: number) => boolean) {
    this.#runs = runs;
  }

  add(scope: string, turnId: string, createdAt: number): void {
    const turn = { scope, turnId, createdAt, worker: null, workerUntil: 0, timesLost: 0 };
    this.#turns.set(keyOf(scope, turnId), turn);
  }

  /** It has ended. */
  remove(scope: string, turnId: string): void {
    this.#turns.delete(keyOf(scope, turnId));
  }

  claim(workerId: string, leaseMs: number, now: number): ClaimedTurn | null {
    let oldest: RunningTurn | null = null;
    for (const turn of this.#turns.values()) {
      if (!this.#runs(turn.scope, turn.turnId, now)) this.remove(turn.scope, turn.turnId);
      else if (turn.workerUntil <= now && (oldest === null || turn.createdAt < oldest.createdAt)) oldest = turn;
    }
    if (oldest === null) return null;
    if (oldest.worker !== null) oldest.timesLost++;
    oldest.worker = workerId;
    oldest.workerUntil = now + leaseMs;
    return { scope: oldest.scope, turnId: oldest.turnId, timesLost: oldest.timesLost };
  }

  hold(scope: string, turnId: string, workerId: string, leaseMs: number, now: number): boolean {
    const turn = this.#turns.get(keyOf(scope, turnId));
    if (!turn || !this.#runs(scope, turnId, now)) return false;
    if (leaseMs === 0) {
      if (turn.worker !== workerId) return false;
      turn.worker = null;
      turn.workerUntil = 0;
      return true;
    }
    if (turn.worker !== workerId && turn.workerUntil > now) return false;
    turn.worker = workerId;
    turn.workerUntil = now + leaseMs;
    return true;
  }
}

function keyOf(scope: string, turnId: string): string {
  return JSON.stringify([scope, turnId]);
}
