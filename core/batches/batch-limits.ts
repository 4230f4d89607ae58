const hourMs = 3_600_000;

/** What a batch and its files may be. Most are the original's. */
export const batchLimits = {
  /** Requests in one batch. */
  maxRequests: 50_000,
  /** Faults of an input file that are told; the search ends there. */
  maxFaults: 100,
  /** The only completion window there is. */
  windowMs: 24 * hourMs,
  /** How long files and ended batches are kept when nothing else is said. */
  keepMs: 30 * 24 * hourMs,
  /** What may be said instead. */
  minKeepMs: hourMs,
  maxKeepMs: 30 * 24 * hourMs,
  /** An upload that has not ended by then was given up. */
  uploadMs: hourMs,
  /** A line's share beside the request body: its id, method and path. */
  maxLineFrameBytes: 65_536,
} as const;

/** What a batch can ask for. */
export const batchEndpoints = ['/v1/chat/completions', '/v1/responses', '/v1/embeddings'] as const;
export type BatchEndpoint = (typeof batchEndpoints)[number];
