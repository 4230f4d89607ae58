import { GatewayError } from '../../core/errors/gateway-error.ts';

/** A choice that had finished goes on: which half of it is the answer cannot be told. */
export function contentAfterStop(): GatewayError {
  return new GatewayError('broken-answer', 'The provider sent more of an answer that had finished.');
}
