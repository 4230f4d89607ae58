import type { SessionStore } from '../ports/session-store.ts';
import type { IdPrefix } from './create-id.ts';

/** State that outlives a request, and what is needed to name and find it. */
export interface Sessions {
  readonly store: SessionStore;
  /** How long a turn, and a session after its last one, is kept, milliseconds. */
  readonly keepMs: number;
  /** How much of a model's window earlier turns may fill, 0 to 1. Default 1: nothing is left out before the window is full. */
  readonly maxPromptShare?: number;
  /** An id nobody can guess. @param beside the id or name of the session that it belongs to; absent = it begins one. */
  createId(prefix: IdPrefix, beside?: string): string;
  /** A hash of bytes that nobody can find a second time for other bytes, as text. */
  fingerprint(...parts: readonly (string | Uint8Array)[]): string;
}

/** Whose state it is while callers are not told apart. */
export const anonymousScope = 'anonymous';
