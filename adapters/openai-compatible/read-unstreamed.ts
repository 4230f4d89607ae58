import { GatewayError } from '../../core/errors/gateway-error.ts';
import { decodeEmbeddedError } from '../../protocols/openai-chat/decode-embedded-error.ts';
import type { ProviderHttpResponse } from '../provider-http/provider-http.ts';
import { readBeginning } from '../provider-http/read-beginning.ts';

const maxErrorBytes = 64 * 1024;

/** What a success that is no stream says, as an error: the provider's own if it is one. Not yet redacted. */
export async function readUnstreamed(response: ProviderHttpResponse): Promise<GatewayError> {
  const body = parse((await readBeginning(response, maxErrorBytes)).toString('utf8'));
  if (typeof body === 'object' && body !== null && 'error' in body && body.error) return decodeEmbeddedError(body);
  const contentType = response.header('content-type') ?? 'a body without a content type';
  const message = `The provider answered a streaming request with ${contentType}; check the base URL, and that the model can stream.`;
  return new GatewayError('broken-answer', message);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
