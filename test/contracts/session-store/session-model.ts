import type { SessionStore } from '../../../core/ports/session-store.ts';
import type { EventPage } from '../../../core/sessions/event-page.ts';
import type { Head, HeadMove, NewHead } from '../../../core/sessions/head.ts';
import type { IdempotencyClaim, StoredAnswer } from '../../../core/sessions/idempotency.ts';
import type { NewTurn, Turn, TurnEnding } from '../../../core/sessions/turn.ts';

type Kept = {
  scope: string;
  turn: Turn;
  events: string[];
  worker: string | null;
  workerUntil: number;
  timesLost: number;
};
type KeptHead = { scope: string; head: Head };
type KeptClaim = {
  scope: string;
  claim: IdempotencyClaim;
  lapsesAt: number;
  isFinished: boolean;
  answer: StoredAnswer | null;
};

/** What a session store does, said as simply as can be: lists that are searched from end to end. No limits. */
export class SessionModel {
  now = 1_000_000;
  turns: Kept[] = [];
  heads: KeptHead[] = [];
  claims: KeptClaim[] = [];
  /** Ids that were swept. */
  spent = new Set<string>();

  append(scope: string, turn: NewTurn, move: HeadMove | null): Awaited<ReturnType<SessionStore['append']>> {
    if (this.turns.some((kept) => kept.scope === scope && kept.turn.id === turn.id)) return { result: 'exists' };
    const kept = {
      scope,
      turn: { ...turn, isDeleted: false, nextSequence: 0 },
      events: [],
      worker: null,
      workerUntil: 0,
      timesLost: 0,
    };
    if (!move) {
      if (turn.parentId !== null && !this.visible(scope, turn.parentId)) return { result: 'no-parent' };
      this.turns.push(kept);
      return { result: 'appended', head: null };
    }
    const known = this.head(scope, move.name);
    if (!known && move.ifMissing === 'refuse') return { result: 'no-head' };
    if ((known?.turnId ?? null) !== turn.parentId) return { result: 'moved', turnId: known?.turnId ?? null };
    this.turns.push(kept);
    if (!known) this.createHead(scope, { name: move.name, metadata: {}, expiresAt: null });
    const version = known ? known.version + 1 : 1;
    return {
      result: 'appended',
      head: this.change(scope, move.name, { turnId: turn.id, version, expiresAt: move.expiresAt }),
    };
  }

  finish(
    scope: string,
    id: string,
    end: TurnEnding,
    page: EventPage | null,
  ): Awaited<ReturnType<SessionStore['finish']>> {
    const kept = this.visible(scope, id);
    if (!kept) return { result: 'unknown' };
    if (kept.turn.status !== 'in_progress') return { result: 'already', status: kept.turn.status };
    if (page && page.firstSequence !== kept.events.length) return { result: 'gap', nextSequence: kept.events.length };
    kept.events.push(...(page?.events ?? []));
    kept.turn = { ...kept.turn, ...end, request: null, nextSequence: kept.events.length };
    return { result: 'finished' };
  }

  appendEvents(scope: string, id: string, page: EventPage): Awaited<ReturnType<SessionStore['appendEvents']>> {
    const kept = this.visible(scope, id);
    if (!kept) return { result: 'unknown' };
    if (kept.turn.status !== 'in_progress') return { result: 'already', status: kept.turn.status };
    if (page.firstSequence !== kept.events.length) return { result: 'gap', nextSequence: kept.events.length };
    kept.events.push(...page.events);
    kept.turn = { ...kept.turn, nextSequence: kept.events.length };
    return { result: 'appended' };
  }

  extendTurn(scope: string, id: string, runsUntil: number): boolean {
    const kept = this.visible(scope, id);
    if (kept?.turn.status !== 'in_progress') return false;
    kept.turn = { ...kept.turn, runsUntil };
    return true;
  }

  deleteTurn(scope: string, id: string): boolean {
    const kept = this.visible(scope, id);
    if (!kept) return false;
    const status = kept.turn.status === 'in_progress' ? 'cancelled' : kept.turn.status;
    kept.turn = { ...kept.turn, status, isDeleted: true };
    return true;
  }

  claimTurn(worker: string, leaseMs: number): Awaited<ReturnType<SessionStore['claimTurn']>> {
    const left = this.turns.filter((kept) => this.isWork(kept) && kept.workerUntil <= this.now);
    const kept = left.sort((one, other) => one.turn.createdAt - other.turn.createdAt)[0];
    if (!kept) return null;
    const timesLost = kept.timesLost + (kept.worker === null ? 0 : 1);
    Object.assign(kept, { worker, workerUntil: this.now + leaseMs, timesLost });
    return { scope: kept.scope, turnId: kept.turn.id, timesLost };
  }

  holdTurn(scope: string, id: string, worker: string, leaseMs: number): boolean {
    const kept = this.visible(scope, id);
    if (!kept || !this.isWork(kept)) return false;
    const isOwn = kept.worker === worker;
    if (!isOwn && (leaseMs === 0 || kept.workerUntil > this.now)) return false;
    Object.assign(kept, leaseMs === 0 ? { worker: null, workerUntil: 0 } : { worker, workerUntil: this.now + leaseMs });
    return true;
  }

  turn(scope: string, id: string): Turn | null {
    return this.visible(scope, id)?.turn ?? null;
  }

  /** `id (status, isDeleted)` of each turn up to the root. */
  path(scope: string, id: string | null): readonly Turn[] {
    const kept = this.turns.find((one) => one.scope === scope && one.turn.id === id && this.lives(one.turn.expiresAt));
    return kept ? [...this.path(scope, kept.turn.parentId), kept.turn] : [];
  }

  head(scope: string, name: string): Head | null {
    const kept = this.heads.find((one) => one.scope === scope && one.head.name === name);
    return kept && this.lives(kept.head.expiresAt) ? kept.head : null;
  }

  createHead(scope: string, { name, metadata, expiresAt }: NewHead): Head | null {
    if (this.head(scope, name)) return null;
    this.heads = this.heads.filter((one) => one.scope !== scope || one.head.name !== name);
    const head = { name, turnId: null, version: 1, metadata, removedItems: [], createdAt: this.now, expiresAt };
    this.heads.push({ scope, head });
    return head;
  }

  deleteHead(scope: string, name: string): boolean {
    const isKnown = this.head(scope, name) !== null;
    this.heads = this.heads.filter((one) => one.scope !== scope || one.head.name !== name);
    return isKnown;
  }

  removeItem(scope: string, name: string, itemId: string): 'removed' | 'no-head' {
    const head = this.head(scope, name);
    if (!head) return 'no-head';
    if (head.removedItems.includes(itemId)) return 'removed';
    this.change(scope, name, { removedItems: [...head.removedItems, itemId], version: head.version + 1 });
    return 'removed';
  }

  claim(scope: string, claim: IdempotencyClaim): Awaited<ReturnType<SessionStore['claim']>> {
    const kept = this.claims.find(
      (one) => one.scope === scope && one.claim.key === claim.key && one.lapsesAt > this.now,
    );
    if (!kept) {
      this.claims = this.claims.filter((one) => one.scope !== scope || one.claim.key !== claim.key);
      this.claims.push({ scope, claim, lapsesAt: this.now + claim.leaseMs, isFinished: false, answer: null });
      return { result: 'new' };
    }
    if (kept.claim.fingerprint !== claim.fingerprint) return { result: 'conflict' };
    return kept.isFinished ? { result: 'finished', answer: kept.answer } : { result: 'running' };
  }

  holdClaim(scope: string, key: string, claimId: string, leaseMs: number): boolean {
    const kept = this.claims.find(
      (one) => one.scope === scope && one.claim.key === key && one.claim.claimId === claimId,
    );
    if (!kept || kept.isFinished || kept.lapsesAt <= this.now) return false;
    kept.lapsesAt = this.now + leaseMs;
    return true;
  }

  finishClaim(scope: string, key: string, claimId: string, answer: StoredAnswer, keepMs: number): boolean {
    const kept = this.claims.find(
      (one) => one.scope === scope && one.claim.key === key && one.claim.claimId === claimId,
    );
    if (!kept || kept.isFinished) return false;
    Object.assign(kept, { isFinished: true, lapsesAt: this.now + keepMs, answer });
    return true;
  }

  releaseClaim(scope: string, key: string, claimId: string): void {
    this.claims = this.claims.filter(
      (one) => one.scope !== scope || one.claim.key !== key || one.claim.claimId !== claimId || one.isFinished,
    );
  }

  sweep(): void {
    for (const { turn } of this.turns) if (!this.lives(turn.expiresAt)) this.spent.add(turn.id);
    this.turns = this.turns.filter(({ turn }) => this.lives(turn.expiresAt));
    this.heads = this.heads.filter(({ head }) => this.lives(head.expiresAt));
    this.claims = this.claims.filter(({ lapsesAt }) => lapsesAt > this.now);
  }

  private visible(scope: string, id: string): Kept | undefined {
    const kept = this.turns.find((one) => one.scope === scope && one.turn.id === id);
    return kept && this.lives(kept.turn.expiresAt) && !kept.turn.isDeleted ? kept : undefined;
  }

  private isWork({ turn }: Kept): boolean {
    return turn.status === 'in_progress' && !turn.isDeleted && turn.request !== null && this.lives(turn.expiresAt);
  }

  private change(scope: string, name: string, change: Partial<Head>): Head | null {
    const kept = this.heads.find((one) => one.scope === scope && one.head.name === name);
    if (!kept) return null;
    kept.head = { ...kept.head, ...change };
    return kept.head;
  }

  private lives(expiresAt: number | null): boolean {
    return expiresAt === null || expiresAt > this.now;
  }
}
