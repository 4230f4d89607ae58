/** What holds where the configuration says nothing. Waits in milliseconds, sizes in bytes. */
export const defaultResilience = {
  retries: 2,
  maxAttempts: 4,
  timeouts: { connectMs: 3_000, firstTokenMs: 12_000, idleMs: 20_000, answerMs: 120_000, totalMs: 600_000 },
  breaker: { failures: 5, windowSeconds: 30, coolDownSeconds: 15 },
  recovery: 'continue',
  restartMaxChars: 2_000,
} as const;

/** Models that reason may be silent for long; these replace the defaults above for them. */
export const reasoningTimeouts = { firstTokenMs: 120_000, idleMs: 120_000 } as const;

export const defaultLimits = {
  maxBodyBytes: 20_971_520,
  maxConcurrent: 9_000,
  queue: { length: 1_000, waitMs: 5_000 },
  headersMs: 10_000,
  bodyMs: 60_000,
} as const;

/** A file as large as OpenAI takes. */
export const defaultBatches = { maxConcurrent: 4, maxFileBytes: 209_715_200 } as const;

export const defaultLog = { format: 'auto', content: false } as const;

/** As long as OpenAI keeps responses. */
export const defaultSessions = { keep: '30d', maxPromptShare: 0.5 } as const;

export const defaultListen = { host: '127.0.0.1', port: 4_000 } as const;
