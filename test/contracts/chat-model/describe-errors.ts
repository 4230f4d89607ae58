import { expect, test } from '@jest/globals';
import { Secret } from '../../../core/access/secret.ts';
import { errorDecisions } from '../../../core/errors/error-decisions.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { refusedUrl, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import type { ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';
import { type ChatModelHarness, type ErrorScenario, isMissing, type Missing } from './chat-model-harness.ts';
import { contractKey, useContractBench } from './contract-bench.ts';
import { expectFixture } from './describe-answers.ts';
import { collectStream, createCall } from './model-call.ts';

/** Answers that are errors, and connections that are none: each is told once, by its kind, without the key. */
export function describeErrors(harness: ChatModelHarness): void {
  const bench = useContractBench(harness);
  const { codec } = harness;

  async function bothFailures(): Promise<GatewayError[]> {
    const { events, failure } = await collectStream(bench.model.answer(createCall({ codec })));
    expect(events).toEqual([]);
    return [await failureOf(bench.model.complete(createCall({ codec, stream: false }))), toGatewayError(failure)];
  }

  for (const [scenario, answer] of Object.entries(harness.errors) as [ErrorScenario, ScriptedAnswer | Missing][]) {
    if (isMissing(answer)) {
      test.skip(`${scenario}: ${answer.missing}`, () => {});
      continue;
    }
    test(`${answer.status} is told as ${scenario}, streamed or not, without the key`, async () => {
      bench.upstream.play(withKey(answer));
      for (const failure of await bothFailures()) {
        expect(failure.kind).toBe(scenario);
        expect(failure.upstream?.status).toBe(answer.status);
        expect(failure.message).not.toBe('');
        expect(JSON.stringify([failure.message, failure.upstream])).not.toContain(contractKey);
        expect(failure.retryAfterMs).toBe(scenario === 'rate-limit' ? 7000 : null);
      }
    });
  }

  const { errorInStream } = harness;
  if (isMissing(errorInStream)) {
    test.skip(`an error event in a stream: ${errorInStream.missing}`, () => {});
  } else {
    test('an error event in a stream ends it with its kind, without the key', async () => {
      bench.upstream.play(withKey(errorInStream.answer));
      const { events, failure } = await collectStream(bench.model.answer(createCall({ codec })));
      expect(events[0]?.type).toBe('accepted');
      expect(toGatewayError(failure).kind).toBe(errorInStream.kind);
      expect(toGatewayError(failure).message).not.toContain(contractKey);
    });
  }

  test.each([
    ['a page of HTML', { headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Welcome</title>' }],
    ['nothing', { headers: { 'content-type': 'application/json' }, body: '' }],
    ['half a JSON object', { headers: { 'content-type': 'application/json' }, body: '{"id":"x","cho' }],
    ['a JSON object of something else', { headers: { 'content-type': 'application/json' }, body: '{"ok":true}' }],
  ] as const)('%s with status 200 is a broken answer', async (_name, answer) => {
    bench.upstream.play(answer);
    for (const failure of await bothFailures()) expect(failure.kind).toBe('broken-answer');
  });

  test('an answer longer than is held is a broken answer, and its rest is not waited for', async () => {
    const flood = { flood: Buffer.alloc(64 * 1024, 'x'), times: 1000 };
    bench.upstream.play({ headers: { 'content-type': 'application/json' }, body: [{ send: '{"x":"' }, flood] });
    const failure = await failureOf(bench.model.complete(createCall({ codec, stream: false })));
    expect(failure).toMatchObject({ kind: 'broken-answer', message: expect.stringContaining('longer than 33554432') });
    await bench.upstream.requests[0]?.clientLeft;
  });

  test('a stream of garbage is a broken answer', async () => {
    const { stream } = expectFixture(harness.answers.text);
    bench.upstream.play({ ...stream, body: 'data: {"half":\n\nno event at all\n\n' });
    const { failure } = await collectStream(bench.model.answer(createCall({ codec })));
    expect(toGatewayError(failure).kind).toBe('broken-answer');
  });

  test('a redirect is not followed, and the key goes nowhere', async () => {
    const elsewhere = await startScriptedUpstream();
    elsewhere.play(expectFixture(harness.answers.text).whole);
    bench.upstream.play({ status: 307, headers: { location: `${elsewhere.url}/v1/stolen` } });
    for (const failure of await bothFailures()) {
      expect(failure.message).toContain('a redirect (307), which is not followed, and not asked for again');
      // The same target would redirect again; another one may answer.
      expect(errorDecisions[failure.kind]).toEqual({ retry: 'no', fallsBack: true });
    }
    expect(elsewhere.requests).toHaveLength(0);
    await elsewhere.close();
  });

  test('a refused connection is unreachable', async () => {
    const { model, close } = harness.createModel(refusedUrl, new Secret(contractKey));
    const { failure } = await collectStream(model.answer(createCall({ codec })));
    expect(toGatewayError(failure).kind).toBe('unreachable');
    expect((await failureOf(model.complete(createCall({ codec, stream: false })))).kind).toBe('unreachable');
    await close();
  });

  test('a connection closed before any answer is unreachable', async () => {
    bench.upstream.play({ hangUp: true });
    for (const failure of await bothFailures()) expect(failure.kind).toBe('unreachable');
  });
}

export async function failureOf(promise: Promise<unknown>): Promise<GatewayError> {
  return toGatewayError(
    await promise.then(
      () => null,
      (error: unknown) => error,
    ),
  );
}

export function toGatewayError(failure: unknown): GatewayError {
  if (failure instanceof GatewayError) return failure;
  throw new Error(`expected a GatewayError, got ${String(failure)}`, { cause: failure });
}

function withKey(answer: ScriptedAnswer): ScriptedAnswer {
  return typeof answer.body === 'string'
    ? { ...answer, body: answer.body.replaceAll('{{apiKey}}', contractKey) }
    : answer;
}
