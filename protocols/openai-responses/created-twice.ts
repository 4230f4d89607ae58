import { GatewayError } from '../../core/errors/gateway-error.ts';

/** A stream that begins anew: clients would weave two answers into one. */
export function createdTwice(): GatewayError {
  return new GatewayError('broken-answer', 'The provider sent the beginning of a second answer.');
}
