import { GatewayError } from '../../core/errors/gateway-error.ts';

/** Anything thrown, as what the client is told of it: a fault of ours is said to be one, and no more. */
export function asGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  return new GatewayError('internal', 'The gateway itself failed on this request; its log says more.', {
    cause: thrown,
  });
}
