import type { ErrorKind } from '../errors/error-kind.ts';

/** What is known of several credentials for one provider. Data only; each function gives a new one. */
export interface CredentialPool {
  /** Where the next round begins. */
  readonly next: number;
  readonly credentials: readonly CredentialState[];
}

export interface CredentialState {
  /** Monotonic milliseconds until which it is left out; 0 = it is not. */
  readonly coolingUntil: number;
  /** When that began: what was called before says nothing against it any more. */
  readonly cooledAt: number;
  /** Rate limits in a row, each met by a call that was begun after the one before. */
  readonly limitsInARow: number;
}

/** A failed call, as far as the pool cares. */
export interface CredentialFailure {
  readonly kind: ErrorKind;
  /** Milliseconds the provider asks to wait; `null` = it does not say. */
  readonly retryAfterMs: number | null;
}

export const firstLimitMs = 1000;
export const longestLimitMs = 60_000;
/** A refused key stays refused until somebody acts; after this it is tried again by one call. */
export const refusedMs = 300_000;

const fresh: CredentialState = { coolingUntil: 0, cooledAt: Number.NEGATIVE_INFINITY, limitsInARow: 0 };

export function newCredentialPool(count: number): CredentialPool {
  return { next: 0, credentials: Array.from({ length: count }, () => fresh) };
}

/**
 * The next credential in turn that is not cooling. When all are, the first to be ready again, and that only for a
 * call's first try: its answer is what the client gets.
 * @param tried what this call has tried already.
 * @returns its index; `null` = none is worth a try.
 */
export function chooseCredential(
  { next, credentials }: CredentialPool,
  tried: ReadonlySet<number>,
  now: number,
): number | null {
  const count = credentials.length;
  let earliest: number | null = null;
  for (let step = 0; step < count; step += 1) {
    const index = (next + step) % count;
    if (tried.has(index)) continue;
    const until = coolingUntil(credentials, index);
    if (until <= now) return index;
    if (earliest === null || until < coolingUntil(credentials, earliest)) earliest = index;
  }
  return tried.size === 0 ? earliest : null;
}

/** The chosen one has had its turn. */
export function afterChoice(pool: CredentialPool, index: number): CredentialPool {
  return { ...pool, next: (index + 1) % pool.credentials.length };
}

/** The provider has taken the credential. @param calledAt when that call began. */
export function afterSuccess(pool: CredentialPool, index: number, calledAt: number): CredentialPool {
  const state = pool.credentials[index];
  if (state === undefined || state === fresh || state.cooledAt > calledAt) return pool;
  return withState(pool, index, fresh);
}

/** @param calledAt when the failed call began. */
export function afterFailure(
  pool: CredentialPool,
  index: number,
  failure: CredentialFailure,
  calledAt: number,
  now: number,
): CredentialPool {
  const state = pool.credentials[index];
  if (state === undefined || !isOfTheCredential(failure.kind)) return pool;
  // Of a crowd that was refused together, one counts.
  const isNew = calledAt >= state.cooledAt;
  const limitsInARow = state.limitsInARow + (isNew && failure.kind === 'rate-limit' ? 1 : 0);
  const coolMs = failure.kind === 'rate-limit' ? limitMs(failure.retryAfterMs, limitsInARow) : refusedMs;
  const coolingUntil = isNew ? now + coolMs : Math.max(state.coolingUntil, now + coolMs);
  return withState(pool, index, { coolingUntil, cooledAt: isNew ? now : state.cooledAt, limitsInARow });
}

/**
 * Whether another credential may do better. A missing permission is mostly the model's, and says little of the
 * credential: it is no reason to leave that out for other models.
 */
export function mayRotate(kind: ErrorKind): boolean {
  return kind === 'upstream-permission' || isOfTheCredential(kind);
}

/** Milliseconds until one is ready; 0 = one is. */
export function readyInMs({ credentials }: CredentialPool, now: number): number {
  return Math.max(0, Math.min(...credentials.map((state) => state.coolingUntil)) - now);
}

function isOfTheCredential(kind: ErrorKind): boolean {
  return kind === 'rate-limit' || kind === 'upstream-auth' || kind === 'upstream-billing';
}

function limitMs(retryAfterMs: number | null, limitsInARow: number): number {
  return retryAfterMs ?? Math.min(longestLimitMs, firstLimitMs * 2 ** Math.max(0, Math.min(limitsInARow - 1, 10)));
}

function coolingUntil(credentials: readonly CredentialState[], index: number): number {
  return credentials[index]?.coolingUntil ?? 0;
}

function withState(pool: CredentialPool, index: number, state: CredentialState): CredentialPool {
  return { ...pool, credentials: pool.credentials.with(index, state) };
}
