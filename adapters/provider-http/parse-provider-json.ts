import { GatewayError } from '../../core/errors/gateway-error.ts';

/**
 * JSON that a provider sent.
 * @param what names it in the message: `an answer`, `a stream event`.
 * @throws GatewayError `broken-answer` when it is none.
 */
export function parseProviderJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GatewayError('broken-answer', `The provider sent ${what} that is not JSON.`, { cause });
  }
}
