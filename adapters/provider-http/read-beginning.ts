import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { ProviderHttpResponse } from './provider-http.ts';

/** At most the first `maxBytes` of a response's body; the rest is not read. A broken connection counts as the end. */
export async function readBeginning(response: ProviderHttpResponse, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= maxBytes) break;
    }
  } catch (error) {
    if (!(error instanceof GatewayError) || error.kind !== 'broken-answer') throw error;
  }
  return Buffer.concat(chunks, Math.min(bytes, maxBytes));
}
