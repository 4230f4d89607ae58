import { claimRequest, idempotencyHeader } from '../../core/chat/answer-once.ts';
import { parseBody } from '../../core/chat/parse-body.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { sessionLimits } from '../../core/sessions/session-limits.ts';
import type { HttpServices } from './http-services.ts';
import { Recorder } from './recorder.ts';
import { requestHeaders } from './send-json.ts';
import type { ViewRequest } from './view-route.ts';

/**
 * Answers a view that makes something, from its body. With an idempotency key it is made once, and the answer given
 * again.
 * @throws GatewayError what the client is to be told; nothing is kept then.
 */
export async function sendOnce(
  { exchange, requestId }: ViewRequest,
  { gateway, maxBodyBytes }: Pick<HttpServices, 'gateway' | 'maxBodyBytes'>,
  make: (body: JsonObject) => Promise<JsonObject>,
): Promise<void> {
  const bytes = await exchange.readBody(maxBodyBytes);
  const body = bytes.length === 0 ? {} : parseBody(bytes);
  const headers = requestHeaders(requestId, 'application/json');
  const key = exchange.header(idempotencyHeader);
  if (key === null) {
    exchange.send(200, headers, JSON.stringify(await make(body)));
    return;
  }
  const recorder = new Recorder(sessionLimits.maxAnswerBytes);
  const request = {
    path: exchange.path,
    header: (name: string) => exchange.header(name),
    answer: { record: () => recorder },
  };
  const claim = await claimRequest(key, request, bytes, gateway);
  if ('body' in claim) {
    const own = { ...Object.fromEntries(claim.headers), ...headers, 'idempotent-replayed': 'true' };
    exchange.send(claim.status, own, Buffer.from(claim.body));
    return;
  }
  try {
    const text = JSON.stringify(await make(body));
    recorder.begin(200, headers);
    recorder.write(text);
    // Before it is told: whoever asks again at once finds it.
    await claim.finish();
    exchange.send(200, headers, text);
  } catch (error) {
    await claim.release();
    throw error;
  }
}
