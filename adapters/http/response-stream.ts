import { GatewayError } from '../../core/errors/gateway-error.ts';
import { followTurn } from '../../core/sessions/follow-turn.ts';
import { anonymousScope } from '../../core/sessions/sessions.ts';
import { itemFormat } from '../../protocols/openai-responses/item-format.ts';
import { openAiResponses } from '../../protocols/openai-responses/openai-responses.ts';
import { asGatewayError } from './as-gateway-error.ts';
import type { HttpExchange } from './http-exchange.ts';
import type { HttpServices } from './http-services.ts';
import { requestHeaders } from './send-json.ts';

export interface StreamResponseOptions {
  readonly services: HttpServices;
  readonly exchange: HttpExchange;
  readonly requestId: string;
  readonly turnId: string;
  /** Number of the last event the client has; -1 = none. */
  readonly after: number;
}

/** So often a client that waits hears that it is not forgotten. */
const silenceMs = 10_000;

/**
 * Sends the events of a stored response that the client does not have, until it ends.
 * @throws GatewayError before anything is sent, or when the client leaves.
 */
export async function streamResponse({
  services,
  exchange,
  requestId,
  turnId,
  after,
}: StreamResponseOptions): Promise<void> {
  const { clock, sessions } = services.gateway;
  const { signal } = exchange;
  const options = { store: sessions.store, clock, items: itemFormat, scope: anonymousScope, turnId, after, signal };
  let hasBegun = false;
  let wroteAt = clock.monotonic();
  try {
    for await (const text of followTurn(options)) {
      if (!hasBegun) exchange.begin(200, streamHeaders(requestId));
      hasBegun = true;
      const isSilent = text === '' && clock.monotonic() - wroteAt < silenceMs;
      if (isSilent) continue;
      wroteAt = clock.monotonic();
      await exchange.write(text || openAiResponses.encodeComment('cato: waiting'), signal);
    }
    if (!hasBegun) exchange.begin(200, streamHeaders(requestId));
  } catch (thrown) {
    if (!hasBegun || isGone(signal)) throw thrown;
    const told = openAiResponses.encodeStreamError(asGatewayError(signal.aborted ? signal.reason : thrown), requestId);
    exchange.write(told, new AbortController().signal)?.catch(() => undefined);
  }
  exchange.end();
}

/** Who is there is told why the stream ends, also when that is the gateway's own time. */
function isGone({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof GatewayError && reason.kind !== 'client-gone');
}

function streamHeaders(requestId: string): Readonly<Record<string, string>> {
  return {
    ...requestHeaders(requestId, 'text/event-stream; charset=utf-8'),
    'cache-control': 'no-cache, no-transform',
    // Asks reverse proxies not to collect the stream.
    'x-accel-buffering': 'no',
  };
}
