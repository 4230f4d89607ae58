import type { ProviderFailure } from '../../core/ports/wire-codec.ts';
import type { ProviderHttpResponse } from './provider-http.ts';
import { readBeginning } from './read-beginning.ts';

/** Enough of an error answer to understand it. */
const maxErrorBytes = 64 * 1024;

/**
 * A response that is not the answer asked for, as codecs read it.
 * @param now milliseconds since the epoch, to read dates in `retry-after`.
 */
export async function toProviderFailure(response: ProviderHttpResponse, now: number): Promise<ProviderFailure> {
  const body = (await readBeginning(response, maxErrorBytes)).toString('utf8');
  return { status: response.status, header: (name) => response.header(name), body, now };
}
