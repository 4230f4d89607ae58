import { GatewayError } from '../../core/errors/gateway-error.ts';

/** The provider's answer is not one of this format. */
export function brokenAnswer(what: string): GatewayError {
  return new GatewayError('broken-answer', `The provider's answer ${what}.`);
}
