import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { ProviderHttpResponse } from './provider-http.ts';

const maxWaitMs = 1000;

/**
 * At most the first `maxBytes` of a response's body, and what came of it within a second; the rest is not read.
 * A broken connection counts as the end.
 */
export async function readBeginning(response: ProviderHttpResponse, maxBytes: number, clock: Clock): Promise<Buffer> {
  const timer = clock.schedule(maxWaitMs, () => void response.body.return?.());
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
  } finally {
    timer.cancel();
  }
  return Buffer.concat(chunks, Math.min(bytes, maxBytes));
}
