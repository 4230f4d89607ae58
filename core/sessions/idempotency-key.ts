import { invalidRequest } from '../errors/gateway-error.ts';

const maxLength = 255;

/**
 * The value of an `idempotency-key` header.
 * @throws GatewayError `invalid-request`.
 */
export function checkIdempotencyKey(key: string): string {
  if (/^[\x21-\x7e]+$/.test(key) && key.length <= maxLength) return key;
  throw invalidRequest(
    'idempotency-key',
    `An idempotency key has 1 to ${maxLength} visible ASCII characters without spaces.`,
  );
}
