import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chatAnswer, chatError, hello } from '../support/chat-wire.ts';
import { startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';

const easy = [{ role: 'user', content: 'What is 2+2?' }];
const hard = [{ role: 'user', content: 'Explain the implications of quantum computing on cryptography' }];

let upstream: ScriptedUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway(`
version: 1
allowLiteralSecrets: true
providers:
  mock:
    kind: openai-compatible
    baseUrl: "${upstream.url}/v1"
    apiKey: provider-key-0123456789
    resilience: { breaker: { failures: 1000 } }
targets:
  small: { provider: mock, model: small, contextWindow: 1000, price: { input: 1, output: 2, cacheRead: 0.1 } }
  large: { provider: mock, model: large, contextWindow: 100000, price: { input: 10, output: 20 } }
  other: { provider: mock, model: other }
  often: { provider: mock, model: often, rpm: 2 }
routes:
  auto:
    tiers: { simple: [small, large], complex: [large, small] }
    rules:
      - { when: { metadata.mode: [dreaming, lucid-*] }, targets: [other] }
      - { when: { header.X-Team: research, tier: complex }, targets: [other, large] }
  cheap: { targets: [large, small], choose: cheapest }
  drawn: { targets: [{ target: small, weight: 1 }, { target: other, weight: 1 }], choose: weighted }
  limited: { targets: [often, other] }
  onlySmall: { targets: [small], fallbacks: { contextWindow: [large], contentPolicy: [other] } }
  strict: { targets: [small, large] }
`);
});
afterAll(async () => {
  await gateway.drain();
  await upstream.close();
});

async function ask(model: string, body: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  const response = await gateway.post({ model, messages: hello, ...body }, headers);
  await response.text();
  const event = gateway.events('request').at(-1);
  return { response, event, target: response.headers.get('x-cato-target') };
}

describe('a route with tiers', () => {
  test.each([
    ['a simple question', easy, 'simple', 'mock/small'],
    ['a hard one', hard, 'complex', 'mock/large'],
    [
      'a nod after a hard one',
      [...hard, { role: 'assistant', content: 'Shall I?' }, { role: 'user', content: 'Yes, do it' }],
      'complex',
      'mock/large',
    ],
  ])('takes %s to its tier, and says so', async (_what, messages, tier, label) => {
    upstream.play(chatAnswer('ok'));
    const { response, event, target } = await ask('auto', { messages });
    expect(target).toBe(label);
    expect(response.headers.get('x-cato-tier')).toBe(tier);
    expect(response.headers.get('x-cato-reason')).toContain(`tier ${tier}`);
    expect(event).toMatchObject({ routing: { tier: { tier }, candidates: [{ target: label }, {}] } });
    expect(event).not.toHaveProperty('routing.tier.signals');
  });

  test.each([
    ['metadata', { metadata: { mode: 'dreaming' } }, {}, 'rule 1'],
    ['metadata that begins so', { metadata: { mode: 'lucid-2' } }, {}, 'rule 1'],
    ['a header and the tier', { messages: hard }, { 'x-team': 'research' }, 'rule 2'],
  ])('is left to a rule: %s', async (_what, body, headers, said) => {
    upstream.play(chatAnswer('ok'));
    const { response, target } = await ask('auto', body, headers);
    expect(target).toBe('mock/other');
    expect(response.headers.get('x-cato-reason')).toContain(said);
  });

  test('is not left to a rule that holds only in part', async () => {
    upstream.play(chatAnswer('ok'));
    expect((await ask('auto', { messages: easy }, { 'x-team': 'research' })).target).toBe('mock/small');
  });
});

describe('what a request is filtered by', () => {
  test('is its length: targets that are too small are not asked', async () => {
    upstream.play(chatAnswer('ok'));
    const { event, target } = await ask('strict', { messages: [{ role: 'user', content: 'word '.repeat(4000) }] });
    expect(target).toBe('mock/large');
    expect(event).toMatchObject({ routing: { excluded: [{ target: 'mock/small', by: 'context-window' }] } });
  });

  test('leads to the fallback for long requests, where nobody else is large enough', async () => {
    upstream.play(chatAnswer('ok'));
    const { event, target } = await ask('onlySmall', { messages: [{ role: 'user', content: 'word '.repeat(4000) }] });
    expect(target).toBe('mock/large');
    expect(event).toMatchObject({ routing: { chosenBy: 'context-window-fallback' } });
  });

  test('is the rate of a target', async () => {
    upstream.play(chatAnswer('ok'));
    const targets = [];
    for (let count = 0; count < 3; count += 1) targets.push((await ask('limited')).target);
    expect(targets).toEqual(['mock/often', 'mock/often', 'mock/other']);
  });
});

test('a refusal on grounds of content goes only where the route says', async () => {
  const refusal = { message: 'no', type: 'invalid_request_error', code: 'content_policy_violation' };
  upstream.play((request) => (JSON.parse(request.body).model === 'small' ? chatError(400, refusal) : chatAnswer('ok')));
  expect(await ask('onlySmall')).toMatchObject({ target: 'mock/other', response: { status: 200 } });
  expect(await ask('strict')).toMatchObject({ target: 'mock/small', response: { status: 400 } });
});

describe('money', () => {
  test('decides where the cheapest is wanted', async () => {
    upstream.play(chatAnswer('ok'));
    expect((await ask('cheap')).target).toBe('mock/small');
  });

  test('is told: expected before, real after', async () => {
    upstream.play(chatAnswer('ok'));
    const { response, event } = await ask('cheap');
    // 7 fresh, 4 cached and 5 output tokens.
    expect(response.headers.get('x-cato-cost-usd')).toBe('0.0000174');
    const costUsd = expect.closeTo(0.0000174, 12);
    expect(event).toMatchObject({
      costUsd,
      attempts: [{ costUsd }],
      routing: { candidates: [{ target: 'mock/small', costUsd: expect.any(Number) }, { costUsd: expect.any(Number) }] },
    });
  });

  test('is not told where the price is unknown', async () => {
    upstream.play(chatAnswer('ok'));
    const { response, event } = await ask('other');
    expect(response.headers.has('x-cato-cost-usd')).toBe(false);
    expect(event).toMatchObject({ costUsd: null });
  });
});

test('a session that has a name stays with its target', async () => {
  upstream.play(chatAnswer('ok'));
  const first = await ask('drawn', {}, { 'x-session-id': 'alice-1' });
  for (let count = 0; count < 12; count += 1) {
    const next = await ask('drawn', {}, { 'x-session-id': 'alice-1' });
    expect(next.target).toBe(first.target);
    expect(next.event).toMatchObject({ routing: { affinity: 'kept' } });
  }
});

test('what was decided can be asked for afterwards, by the id of the request', async () => {
  upstream.play(chatAnswer('ok'));
  const { response } = await ask('auto', { messages: hard });
  const id = response.headers.get('x-cato-request-id') ?? '';
  const found = await (await gateway.get(`/api/admin/cato/requests/${id}`)).json();
  expect(found).toMatchObject({
    requestId: id,
    routing: { tier: { tier: 'complex', signals: expect.arrayContaining([expect.objectContaining({ of: 'score' })]) } },
  });
  expect(JSON.stringify(found)).not.toContain('quantum');
});
