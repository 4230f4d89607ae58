/** The answer a client was given, to be given again. */
export interface StoredAnswer {
  /** HTTP status. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The whole body; of a streamed answer all that was sent. */
  readonly body: Uint8Array;
}

/** Who wants to answer a request that bears an idempotency key. */
export interface IdempotencyClaim {
  /** What the client calls the request. */
  readonly key: string;
  /** What the request is: the same key with another fingerprint is another request. A hash, at most 128 characters. */
  readonly fingerprint: string;
  /** Unguessable; shown again to finish or release. */
  readonly claimId: string;
  /** A claim neither held, finished nor released for so many milliseconds is given up. */
  readonly leaseMs: number;
}

export type ClaimResult =
  /** Nobody has: answer it, then finish or release. */
  | { readonly result: 'new' }
  /** It was answered; `null` when that answer was too large to be kept. */
  | { readonly result: 'finished'; readonly answer: StoredAnswer | null }
  /** Somebody is answering it. */
  | { readonly result: 'running' }
  /** The key was used for another request. */
  | { readonly result: 'conflict' };
