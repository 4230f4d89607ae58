import type { Embedded, EmbeddedBatch, EmbeddingCall, EmbeddingInput, Vector } from '../ports/embedding-model.ts';
import { inputUsage } from './input-usage.ts';

/** Calls of one request at a time: many inputs at a provider that takes one a call must not use up its whole quota. */
const maxConcurrent = 8;

/** @param signal aborts with the request's, and when another batch fails. */
export type EmbedBatch = (inputs: readonly EmbeddingInput[], signal: AbortSignal) => Promise<EmbeddedBatch>;

/**
 * Asks a provider that takes fewer inputs at once than a client may send. The order is kept, usage summed.
 * The first failure ends the other calls; what is there by then is kept for the next attempt.
 * @param size most inputs of one call.
 */
export async function embedInBatches(
  { request: { inputs }, kept, signal }: Pick<EmbeddingCall, 'request' | 'kept' | 'signal'>,
  size: number,
  embed: EmbedBatch,
): Promise<Omit<Embedded, 'changes' | 'content'> & { readonly vectors: readonly Vector[] }> {
  const ending = new AbortController();
  const onAbort = (): void => ending.abort(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  const batches: EmbeddedBatch[] = new Array(Math.ceil(inputs.length / size));
  let begun = 0;
  const work = async (): Promise<void> => {
    while (begun < batches.length) {
      const index = begun;
      begun += 1;
      ending.signal.throwIfAborted();
      const from = index * size;
      const name = `${from}+${size}`;
      const batch = kept.get(name) ?? (await embed(inputs.slice(from, from + size), ending.signal));
      kept.set(name, batch);
      batches[index] = batch;
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(maxConcurrent, batches.length) }, work));
  } catch (error) {
    ending.abort(error);
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  return {
    vectors: batches.flatMap(({ vectors }) => vectors),
    usage: usageOf(batches),
    upstreamRequestId: batches.at(-1)?.upstreamRequestId ?? null,
  };
}

function usageOf(batches: readonly EmbeddedBatch[]): Embedded['usage'] {
  let total = 0;
  for (const { tokens } of batches) {
    if (tokens === null) return null;
    total += tokens;
  }
  return inputUsage(total);
}
