import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { ProviderFailure } from '../../core/ports/wire-codec.ts';
import { decodeEmbeddedError } from '../../protocols/openai-chat/decode-embedded-error.ts';

/** The error in the body of a success; `null` when it says none. */
export function errorInSuccess({ body }: Pick<ProviderFailure, 'body'>): GatewayError | null {
  const said = parse(body);
  return isJsonObject(said) && said.error ? decodeEmbeddedError(said) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
