import type { AffinityStore } from '../../core/ports/affinity-store.ts';

export interface InMemoryAffinityStoreOptions {
  /** How long a session's target is remembered after its last use, milliseconds. Default 5 minutes: as long as providers keep a prompt. */
  readonly keepMs?: number;
  /** Most sessions remembered, roughly. Default 100,000. */
  readonly maxSessions?: number;
}

interface Entry {
  readonly target: string;
  usedAt: number;
}

/**
 * The sessions of this process. Two generations: when the younger is full it becomes the older one, and the older one
 * is forgotten as a whole, so every step costs the same however many sessions there are.
 */
export class InMemoryAffinityStore implements AffinityStore {
  readonly #keepMs: number;
  readonly #generationSize: number;
  #young = new Map<string, Entry>();
  #old = new Map<string, Entry>();

  constructor({ keepMs = 300_000, maxSessions = 100_000 }: InMemoryAffinityStoreOptions = {}) {
    this.#keepMs = keepMs;
    this.#generationSize = Math.max(1, Math.floor(maxSessions / 2));
  }

  recall(key: string, now: number): string | null {
    const entry = this.#young.get(key) ?? this.#old.get(key);
    return entry && now - entry.usedAt <= this.#keepMs ? entry.target : null;
  }

  remember(key: string, target: string, now: number): void {
    const known = this.#young.get(key);
    if (known?.target === target) {
      known.usedAt = now;
      return;
    }
    if (!known && this.#young.size >= this.#generationSize) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, { target, usedAt: now });
  }
}
