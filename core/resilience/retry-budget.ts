/** How many retries a target's traffic may bear. */
export interface RetryBudgetSettings {
  /** Retries per first call. */
  readonly share: number;
  /** Retries that little traffic may make nevertheless; the budget a target begins with. */
  readonly minimum: number;
  /** How fast the minimum comes back once it is spent. */
  readonly minimumPerSecond: number;
  /** Retries that first calls may save up while none are made. Time alone brings back no more than the minimum. */
  readonly maximum: number;
}

export const defaultRetryBudget: RetryBudgetSettings = {
  share: 0.2,
  minimum: 10,
  minimumPerSecond: 1,
  maximum: 100,
};

/** Retries at one target that may still be made: plain data. */
export interface RetryBudgetState {
  readonly tokens: number;
  /** When the tokens were counted, monotonic milliseconds. */
  readonly countedAt: number;
}

/**
 * Keeps retries at a target a share of its traffic, so that a provider in trouble is not called all the more.
 * Over any time, a target is given no more retries than `share` × its first calls + `minimum`
 * + `minimumPerSecond` × the seconds. `now` is monotonic milliseconds.
 */
export interface RetryBudget {
  /** Whether a retry would be allowed now. Takes nothing. */
  mayRetry(target: string, now: number): boolean;
  /** A first call was made. */
  deposit(target: string, now: number): void;
  /** Takes one retry out. @returns false when there is none to take: the retry is not to be made. */
  withdraw(target: string, now: number): boolean;
}

/** Shares add up to a whole retry only nearly. */
const rounding = 1e-6;

export function createRetryBudget(settings: RetryBudgetSettings, now: number): RetryBudgetState {
  return { tokens: settings.minimum, countedAt: now };
}

export function mayRetry(state: RetryBudgetState, settings: RetryBudgetSettings, now: number): boolean {
  return tokensAt(state, settings, now) >= 1 - rounding;
}

export function afterFirstCall(state: RetryBudgetState, settings: RetryBudgetSettings, now: number): RetryBudgetState {
  const tokens = Math.min(settings.maximum, tokensAt(state, settings, now) + settings.share);
  return { tokens, countedAt: now };
}

/** @returns `null` when the budget does not bear a retry. */
export function withRetryTaken(
  state: RetryBudgetState,
  settings: RetryBudgetSettings,
  now: number,
): RetryBudgetState | null {
  const tokens = tokensAt(state, settings, now);
  return tokens >= 1 - rounding ? { tokens: Math.max(0, tokens - 1), countedAt: now } : null;
}

/** Time refills the minimum and no more: beyond it only traffic earns retries. */
function tokensAt({ tokens, countedAt }: RetryBudgetState, settings: RetryBudgetSettings, now: number): number {
  if (tokens >= settings.minimum) return tokens;
  const elapsedSeconds = Math.max(0, now - countedAt) / 1000;
  return Math.min(settings.minimum, tokens + elapsedSeconds * settings.minimumPerSecond);
}
