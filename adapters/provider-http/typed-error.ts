import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { ProviderCodec, ProviderFailure } from '../../core/ports/wire-codec.ts';

/** The error in the body of a success, of a format whose errors all have a type; `null` when it says none. */
export function typedError(
  { decodeError }: Pick<ProviderCodec, 'decodeError'>,
  failure: ProviderFailure,
): GatewayError | null {
  const error = decodeError(failure);
  return error.upstream?.type ? error : null;
}
