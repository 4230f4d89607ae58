/**
 * Remembers which target answered a session last, so that it finds its prompt in the provider's cache again.
 * Bounded and forgetful: losing an entry costs money or time, never correctness.
 */
export interface AffinityStore {
  /** Label of the target remembered under the key; `null` when none is, or its time is over. @param now milliseconds. */
  recall(key: string, now: number): string | null;
  /** Remembers the target that answered, and begins its time anew. @param now milliseconds, of the same clock. */
  remember(key: string, target: string, now: number): void;
}
