/** What one run may take. The first three are Step Functions' own. */
export const workflowLimits = {
  /** Input, arguments, result or output of a state as JSON, and all that one `Assign` sets: 256 KiB. */
  maxPayloadBytes: 262_144,
  /** All variables of one scope together. */
  maxVariableBytes: 10_485_760,
  /** Iterations of one inline `Map` at the same time. */
  maxConcurrency: 40,
  /** States entered in one run, those of branches included: a machine that goes round in circles ends. */
  maxTransitions: 10_000,
  /** Latest events of a run that are kept. */
  maxHistoryEvents: 500,
} as const;
