import { GatewayError } from '../../core/errors/gateway-error.ts';

/** A function call whose input is not whole JSON although nothing says that the answer was cut. */
export function cutInput(): GatewayError {
  return new GatewayError('broken-answer', 'The provider sent a tool call whose input was cut.');
}
