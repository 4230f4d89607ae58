import type { ProviderHttpResponse } from './provider-http.ts';

/** Whether the body of a response is server-sent events. */
export function isEventStream(response: ProviderHttpResponse): boolean {
  return response.header('content-type')?.toLowerCase().startsWith('text/event-stream') === true;
}
