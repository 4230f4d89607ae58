import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { embedInBatches } from '../../../core/embeddings/embed-in-batches.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { EmbeddedBatch, EmbeddingInput } from '../../../core/ports/embedding-model.ts';
import { createEmbeddingCall } from '../../contracts/embedding-model/embedding-call.ts';

const textsOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `text ${index}`);
const numberOf = (input: EmbeddingInput): number => Number(String(input).slice(5));
const answer = (inputs: readonly EmbeddingInput[]): EmbeddedBatch => ({
  vectors: inputs.map((input) => [numberOf(input)]),
  tokens: inputs.length,
  upstreamRequestId: `up-${numberOf(inputs[0] ?? '')}`,
});

describe('inputs that are more than a provider takes at once', () => {
  test('keep their order and their sum of tokens, whatever the size of a batch and the order of answers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 20 }), async (count, size) => {
        const inputs = textsOf(count);
        const sizes: number[] = [];
        const { vectors, usage } = await embedInBatches(
          createEmbeddingCall({ request: { inputs } }),
          size,
          async (batch) => {
            sizes.push(batch.length);
            for (let turns = numberOf(batch[0] ?? '') % 3; turns > 0; turns -= 1) await turn();
            return answer(batch);
          },
        );
        expect(vectors).toEqual(inputs.map((input) => [numberOf(input)]));
        expect(usage?.freshInput).toBe(count);
        expect(sizes).toHaveLength(Math.ceil(count / size));
        expect(Math.max(...sizes)).toBeLessThanOrEqual(size);
      }),
      { numRuns: 40 },
    );
  });

  test('are asked for eight calls at a time', async () => {
    let running = 0;
    let most = 0;
    await embedInBatches(createEmbeddingCall({ request: { inputs: textsOf(50) } }), 1, async (batch) => {
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
      return answer(batch);
    });
    expect(most).toBe(8);
  });

  test('have no usage when one call told none', async () => {
    const call = createEmbeddingCall({ request: { inputs: textsOf(3) } });
    const { usage } = await embedInBatches(call, 1, async (batch) => ({
      ...answer(batch),
      tokens: batch[0] === 'text 1' ? null : 1,
    }));
    expect(usage).toBeNull();
  });

  test('end together when one call fails, and the next attempt asks only for what is missing', async () => {
    const call = createEmbeddingCall({ request: { inputs: textsOf(20) } });
    const limited = new GatewayError('rate-limit', 'slow down');
    const ended: EmbeddingInput[] = [];
    const asked: EmbeddingInput[] = [];
    const failing = embedInBatches(call, 1, async ([input = ''], signal) => {
      asked.push(input);
      if (input === 'text 9') throw limited;
      if (numberOf(input) < 5) return answer([input]);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      ended.push(input);
      throw signal.reason;
    });
    await expect(failing).rejects.toBe(limited);
    await turn();
    expect(ended).toEqual(asked.filter((input) => numberOf(input) >= 5 && input !== 'text 9'));
    expect(asked.length).toBeLessThan(20);
    const again: EmbeddingInput[] = [];
    const { vectors, usage } = await embedInBatches(call, 1, async (batch) => {
      again.push(...batch);
      return answer(batch);
    });
    expect(vectors).toEqual(textsOf(20).map((text) => [numberOf(text)]));
    expect(usage?.freshInput).toBe(20);
    expect(again).toEqual(textsOf(20).slice(5));
  });

  test('end when the client leaves', async () => {
    const leaving = new AbortController();
    const gone = new GatewayError('client-gone', 'The client left.');
    const call = createEmbeddingCall({ request: { inputs: textsOf(3) }, signal: leaving.signal });
    const embedding = embedInBatches(call, 1, async (_batch, signal) => {
      leaving.abort(gone);
      throw signal.reason;
    });
    await expect(embedding).rejects.toBe(gone);
  });
});
