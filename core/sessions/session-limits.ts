/** What one session store holds of one thing. Beyond them a call is refused, never half done. */
export const sessionLimits = {
  /** Input and output of a turn, its view and its request, each as JSON: room for the largest body. */
  maxTurnBytes: 30_000_000,
  /** All events of one turn together. */
  maxEventBytes: 16_777_216,
  /** Ids of items removed from one head: with their ids they fit one record of 400 KB. */
  maxRemovedItems: 1024,
  /** A head's metadata as JSON. */
  maxMetadataBytes: 65_536,
  /** The body of an answer that is kept for an idempotency key. */
  maxAnswerBytes: 16_777_216,
  /** How long an answer is kept for an idempotency key: a day. */
  answerKeptMs: 86_400_000,
} as const;

/** How long an answer waits to be kept when its store does not say, milliseconds. */
export const usualKeepWithinMs = 250;

/** How much of a path is read when nothing else is said. */
export const usualPathLimits = { maxTurns: 2000, maxBytes: 30_000_000 } as const;
