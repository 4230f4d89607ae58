import type { ProviderHttpResponse } from '../../../adapters/provider-http/provider-http.ts';
import { ResponseBody } from '../../../adapters/provider-http/response-body.ts';

/** A body that a test fills by hand, and whether its connection was given up. */
export function createBody() {
  const state = { isAbandoned: false };
  const abandon = () => {
    state.isAbandoned = true;
  };
  const body = new ResponseBody({ pause() {}, resume() {}, abandon });
  const response: ProviderHttpResponse = { status: 200, header: () => null, body };
  return { body, response, state };
}
