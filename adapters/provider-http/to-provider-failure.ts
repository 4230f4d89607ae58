import type { Clock } from '../../core/ports/clock.ts';
import type { ProviderFailure } from '../../core/ports/wire-codec.ts';
import type { ProviderHttpResponse } from './provider-http.ts';
import { readBeginning } from './read-beginning.ts';

/** Enough of an error answer to understand it. */
const maxErrorBytes = 64 * 1024;

/**
 * A response that is not the answer asked for, as codecs read it.
 * @param clock bounds the wait for the body, and reads dates in `retry-after`.
 */
export async function toProviderFailure(response: ProviderHttpResponse, clock: Clock): Promise<ProviderFailure> {
  const body = (await readBeginning(response, maxErrorBytes, clock)).toString('utf8');
  return { status: response.status, header: (name) => response.header(name), body, now: clock.now() };
}
