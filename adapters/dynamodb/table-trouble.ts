/** Too much was asked at once, or two writes met: it passes in milliseconds. */
const crowded: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ReplicatedWriteConflictException',
  'LimitExceededException',
]);
const crowdedReasons: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
]);
const away: ReadonlySet<string> = new Set([
  'AbortError',
  'TimeoutError',
  'InternalServerError',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'NetworkingError',
]);

/**
 * `crowded`: try again in a moment; `away`: nobody answers, or what was answered got lost: the call may have been done;
 * `refused`: a condition did not hold; `fault`: anything else.
 */
export type TableTrouble = 'crowded' | 'away' | 'refused' | 'fault';

export function tableTrouble(error: unknown): TableTrouble {
  if (!(error instanceof Error)) return 'fault';
  if (error.name === 'ConditionalCheckFailedException') return 'refused';
  if (error.name === 'TransactionCanceledException') return ofTransaction(error);
  if (crowded.has(error.name)) return 'crowded';
  if (away.has(error.name) || 'errno' in error || '$retryable' in error) return 'away';
  if (error.name === 'CredentialsProviderError' || !('$metadata' in error)) return 'fault';
  // Without a status nobody has answered.
  const status = httpStatus(error);
  return status === null || status >= 500 ? 'away' : 'fault';
}

/** A condition that does not hold is the answer, whatever else stood in the way. */
function ofTransaction(error: Error): TableTrouble {
  const reasons =
    'CancellationReasons' in error && Array.isArray(error.CancellationReasons) ? error.CancellationReasons : [];
  const codes = reasons.map((reason: { readonly Code?: string }) => reason.Code ?? 'None');
  if (codes.includes('ConditionalCheckFailed')) return 'refused';
  return codes.some((code) => crowdedReasons.has(code)) ? 'crowded' : 'fault';
}

function httpStatus(error: Error): number | null {
  if (!('$metadata' in error) || typeof error.$metadata !== 'object' || error.$metadata === null) return null;
  const { $metadata } = error;
  return 'httpStatusCode' in $metadata && typeof $metadata.httpStatusCode === 'number'
    ? $metadata.httpStatusCode
    : null;
}
