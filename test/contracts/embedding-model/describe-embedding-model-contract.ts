import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Secret } from '../../../core/access/secret.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { Embedded, Vector } from '../../../core/ports/embedding-model.ts';
import { eventually } from '../../support/running-gateway.ts';
import { refusedUrl, type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import type { ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';
import { createEmbeddingCall, type EmbeddingCallOptions } from './embedding-call.ts';
import type {
  EmbeddingErrorScenario,
  EmbeddingModelHarness,
  RunningEmbeddingModel,
} from './embedding-model-harness.ts';

const contractKey = 'tide.4f9a27c1d0b8e3';

/** What every embedding model keeps, over a real socket. */
export function describeEmbeddingModelContract(name: string, harness: EmbeddingModelHarness): void {
  describe(`${name}, as an embedding model`, () => {
    let upstream: ScriptedUpstream;
    let running: RunningEmbeddingModel;
    beforeEach(async () => {
      upstream = await startScriptedUpstream();
      running = harness.createModel(upstream.url, new Secret(contractKey));
      upstream.play((request) => harness.answer(harness.textsOf(request).map(vectorOf), tokensOf(request)));
    });
    afterEach(async () => {
      await running.close();
      await upstream.close();
    });

    /** So that every text's vector tells which text it is of. */
    const vectorOf = (text: string): number[] =>
      Array.from({ length: harness.dimensions }, (_, at) => text.length + at);
    const tokensOf = (request: Parameters<typeof harness.textsOf>[0]) => harness.textsOf(request).length * 3;
    const embed = (options: EmbeddingCallOptions = {}) =>
      running.model.embed(createEmbeddingCall({ model: harness.model, ...options }));

    test('a text becomes a vector, with the tokens it took', async () => {
      const { content, usage } = await embed();
      expect(content).toEqual({ kind: 'neutral', vectors: [vectorOf('How high is the tide?')] });
      expect(usage).toEqual({ freshInput: 3, cacheRead: 0, cacheWrite: {}, output: 0, reasoning: null });
    });

    test('many texts keep their order, and their tokens are summed, in however many calls', async () => {
      const inputs = Array.from({ length: (harness.inputsPerCall ?? 20) * 11 + 1 }, (_, index) =>
        'x'.repeat(index + 1),
      );
      const { content, usage } = await embed({ request: { inputs } });
      expect(vectorsIn(content)).toEqual(inputs.map(vectorOf));
      expect(usage?.freshInput).toBe(inputs.length * 3);
      const calls = upstream.requests.map((request) => harness.textsOf(request).length);
      expect(calls).toHaveLength(harness.inputsPerCall === null ? 1 : 12);
      expect(Math.max(...calls)).toBe(harness.inputsPerCall ?? inputs.length);
    });

    test('the dimensions reach the provider', async () => {
      await embed({ request: { dimensions: harness.dimensions } });
      await embed();
      const [asked, usual] = upstream.requests.map((request) => harness.dimensionsOf(request));
      expect([asked, usual]).toEqual([harness.dimensions, undefined]);
    });

    test.each(Object.entries(harness.errors) as [EmbeddingErrorScenario, ScriptedAnswer][])(
      '%s is told by its kind, without the key',
      async (kind, answer) => {
        const body = typeof answer.body === 'string' ? answer.body.replaceAll('{{apiKey}}', contractKey) : '';
        upstream.play({ ...answer, body });
        const failure = await failureOf(embed());
        expect(failure.kind).toBe(kind);
        expect(failure.message).not.toBe('');
        expect(JSON.stringify([failure.message, failure.upstream])).not.toContain(contractKey);
        expect(failure.retryAfterMs).toBe(kind === 'rate-limit' ? 7000 : null);
      },
    );

    test.each([
      ['a page of HTML', { headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Welcome</title>' }],
      ['nothing', { headers: { 'content-type': 'application/json' }, body: '' }],
      ['half a JSON object', { headers: { 'content-type': 'application/json' }, body: '{"id":"x","dat' }],
      ['something else', { headers: { 'content-type': 'application/json' }, body: '{"ok":true}' }],
    ] as const)('%s with status 200 is a broken answer', async (_what, answer) => {
      upstream.play(answer);
      expect((await failureOf(embed())).kind).toBe('broken-answer');
    });

    test.each([
      ['no vector', []],
      ['a vector too many', [[1], [2]]],
      ['an empty vector', [[]]],
    ])('%s is a broken answer', async (_what, vectors) => {
      if (harness.inputsPerCall === 1 && vectors.length > 1) return;
      upstream.play(harness.answer(vectors, 3));
      expect((await failureOf(embed())).kind).toBe('broken-answer');
    });

    test('a call ends within a second when its signal aborts', async () => {
      upstream.play({ delayMs: 60_000 });
      const leaving = new AbortController();
      const failing = failureOf(embed({ signal: leaving.signal }));
      await eventually(() => upstream.requests.length > 0, 'the call');
      leaving.abort(new GatewayError('client-gone', 'The client left.'));
      expect((await failing).kind).toBe('client-gone');
      let left = false;
      upstream.requests[0]?.clientLeft.then(() => {
        left = true;
      });
      await eventually(() => left, 'the upstream call ends', 1000);
    });

    test('a signal that has aborted before makes no call', async () => {
      const gone = AbortSignal.abort(new GatewayError('client-gone', 'The client left.'));
      expect((await failureOf(embed({ signal: gone }))).kind).toBe('client-gone');
      expect(upstream.requests).toHaveLength(0);
    });

    test('a refused connection is unreachable', async () => {
      const { model, close } = harness.createModel(refusedUrl, new Secret(contractKey));
      expect((await failureOf(model.embed(createEmbeddingCall({ model: harness.model })))).kind).toBe('unreachable');
      await close();
    });
  });
}

async function failureOf(promise: Promise<Embedded>): Promise<GatewayError> {
  const failure = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (failure instanceof GatewayError) return failure;
  throw new Error(`expected a GatewayError, got ${String(failure)}`, { cause: failure });
}

function vectorsIn(content: Embedded['content']): readonly Vector[] {
  if (content.kind === 'neutral') return content.vectors;
  throw new Error('expected vectors, got raw bytes');
}
