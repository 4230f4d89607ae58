import type { ErrorKind } from '../../core/errors/error-kind.ts';
import { kindOfStatus } from '../http-errors/kind-of-status.ts';

const byName: ReadonlyMap<string, ErrorKind> = new Map<string, ErrorKind>([
  ['ConflictException', 'invalid-request'],
  ['SerializationException', 'invalid-request'],
  ['RequestEntityTooLargeException', 'body-too-large'],
  ['ExpiredTokenException', 'upstream-auth'],
  ['ExpiredToken', 'upstream-auth'],
  ['UnrecognizedClientException', 'upstream-auth'],
  ['InvalidSignatureException', 'upstream-auth'],
  ['IncompleteSignatureException', 'upstream-auth'],
  ['IncompleteSignature', 'upstream-auth'],
  ['SignatureDoesNotMatch', 'upstream-auth'],
  ['InvalidClientTokenId', 'upstream-auth'],
  ['MissingAuthenticationTokenException', 'upstream-auth'],
  ['MissingAuthenticationToken', 'upstream-auth'],
  ['NotAuthorized', 'upstream-permission'],
  ['OptInRequired', 'upstream-permission'],
  ['ResourceNotFoundException', 'upstream-not-found'],
  ['ThrottlingException', 'rate-limit'],
  ['TooManyRequestsException', 'rate-limit'],
  ['ServiceQuotaExceededException', 'rate-limit'],
  ['ModelNotReadyException', 'rate-limit'],
  ['ModelTimeoutException', 'timeout'],
  ['RequestTimeoutException', 'timeout'],
  ['ServiceUnavailableException', 'overloaded'],
  ['ServiceUnavailable', 'overloaded'],
  ['InternalServerException', 'upstream-fault'],
  ['InternalFailure', 'upstream-fault'],
  ['InternalServerError', 'upstream-fault'],
  ['ModelErrorException', 'upstream-fault'],
  ['ModelStreamErrorException', 'upstream-fault'],
]);

/** Bedrock says many things with one exception; only its words tell them apart. */
const validationWords: readonly (readonly [RegExp, ErrorKind])[] = [
  [
    /(?:input|prompt) is too long|too many (?:input )?tokens|input tokens? exceeds?|exceeds? the (?:maximum )?context|context (?:length|window)|maximum context/i,
    'context-too-long',
  ],
  [/content (?:filtering )?policy|content filter/i, 'content-policy'],
  [
    /model identifier is invalid|on-demand throughput isn.t supported|inference profile|end of its life/i,
    'upstream-not-found',
  ],
  [/operation not allowed/i, 'upstream-permission'],
];
const credentialWords = /authentication failed|security token|api key|bearer|credential|signature/i;

/**
 * What kind of failure an exception is: by its name, else by its HTTP status.
 * @returns `null` when neither says anything.
 */
export function exceptionKind(name: string | null, status: number | null, message: string): ErrorKind | null {
  if (name === 'ValidationException')
    return validationWords.find(([words]) => words.test(message))?.[1] ?? 'invalid-request';
  if (name === 'AccessDeniedException') return credentialWords.test(message) ? 'upstream-auth' : 'upstream-permission';
  const named = name === null ? undefined : byName.get(name);
  if (named !== undefined) return named;
  return status === null ? null : kindOfStatus(status);
}
