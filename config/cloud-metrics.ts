/**
 * The metrics a deployment gives to CloudWatch, all in one namespace with one dimension: the deployment's prefix. What
 * is told by target or route is in the logs, for every further dimension is a metric that is paid for.
 */
export const cloudMetrics = {
  /** Its value is the deployment's prefix. Powertools writes this one in any case, so it is the one. */
  dimension: 'service',
  /** What was answered, or should have been; what failures are a share of. */
  requests: { name: 'Requests', unit: 'Count' },
  /** Turned away as the client's own fault before anybody was asked, for want of a key say: none of the requests. */
  refused: { name: 'Refused', unit: 'Count' },
  /** Answered with 500 and above, broken streams included; not what clients did wrong. */
  failures: { name: 'Failures', unit: 'Count' },
  firstByte: { name: 'FirstByte', unit: 'Milliseconds' },
  /** The gateway's own part of the time to the first byte. */
  overhead: { name: 'Overhead', unit: 'Milliseconds' },
  attempts: { name: 'Attempts', unit: 'Count' },
  failedAttempts: { name: 'FailedAttempts', unit: 'Count' },
  recoveries: { name: 'Recoveries', unit: 'Count' },
  inputTokens: { name: 'InputTokens', unit: 'Count' },
  outputTokens: { name: 'OutputTokens', unit: 'Count' },
  costUsd: { name: 'CostUsd', unit: 'None' },
  /** Requests served while the latest live configuration is refused; nothing is said while it is not. */
  refusedConfigurations: { name: 'RefusedConfigurations', unit: 'Count' },
} as const;

/** Namespace of all of them. */
export const metricsNamespace = 'Cato';
