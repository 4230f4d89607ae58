import { GatewayError } from '../../core/errors/gateway-error.ts';

/** A choice beyond those that were asked for: clients would weave it into the answer. */
export function unaskedChoice(): GatewayError {
  return new GatewayError('broken-answer', 'The provider sent a choice nobody asked for.');
}
