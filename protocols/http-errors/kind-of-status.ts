import type { ErrorKind } from '../../core/errors/error-kind.ts';

const kinds: ReadonlyMap<number, ErrorKind> = new Map([
  [401, 'upstream-auth'],
  [402, 'upstream-billing'],
  [403, 'upstream-permission'],
  [404, 'upstream-not-found'],
  [408, 'timeout'],
  [413, 'body-too-large'],
  // Bedrock's word for a model that failed behind it.
  [424, 'upstream-fault'],
  [429, 'rate-limit'],
  [503, 'overloaded'],
  [504, 'timeout'],
  [529, 'overloaded'],
]);

/** The kind of a provider's error by its HTTP status alone, for where its words say nothing more exact. */
export function kindOfStatus(status: number): ErrorKind {
  return kinds.get(status) ?? (status >= 400 && status < 500 ? 'invalid-request' : 'upstream-fault');
}
