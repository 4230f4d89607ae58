import { GatewayError } from '../../errors/gateway-error.ts';

/** The answer that was to mend a broken one is a different answer. */
export function diverged(): GatewayError {
  return new GatewayError(
    'diverged',
    'The answer broke off, and the one given in its place differs from what was already sent.',
  );
}
