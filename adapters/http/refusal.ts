import { asGatewayError } from './as-gateway-error.ts';
import { errorHeaders } from './error-headers.ts';
import { errorStatus } from './error-status.ts';
import type { HttpServices } from './http-services.ts';
import { requestHeaders } from './send-json.ts';
import { viewEvent } from './view-event.ts';

/** The answer to a request that the app never gets to see. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Makes such answers, in the client's own error shape, and logs each. @param status where the kind of error has another. */
export type Refuse = (thrown: unknown, status?: number) => Refusal;

export interface RefusalServices extends Pick<HttpServices, 'surfaces' | 'newRequestId'> {
  readonly gateway: Pick<HttpServices['gateway'], 'clock' | 'events'>;
}

export function createRefuse({ gateway, surfaces: [surface], newRequestId }: RefusalServices): Refuse {
  const { clock, events } = gateway;
  return (thrown, ownStatus) => {
    const requestId = newRequestId();
    const error = asGatewayError(thrown);
    const status = ownStatus ?? errorStatus[error.kind];
    const served = { method: '-', path: '(malformed)', requestId, time: clock.now(), durationMs: 0, failure: thrown };
    const event = viewEvent(served);
    if (event) events.request({ ...event, status });
    return {
      status,
      headers: { ...requestHeaders(requestId, 'application/json'), ...errorHeaders(error, status) },
      body: JSON.stringify(surface.codec.encodeError(error, requestId)),
    };
  };
}
