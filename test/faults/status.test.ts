import { describe, expect, test } from '@jest/globals';
import { ask } from './ask.ts';
import { after } from './behaviours.ts';
import { expectError, expectNoKeys, expectWhole } from './expect-got.ts';
import { chat, messages, providerKey } from './fault-gateway.ts';
import { gatewayPerTest } from './gateway-per-test.ts';
import { otherWords, tide } from './replies.ts';

const start = gatewayPerTest({});

const two = { first: {}, second: {} };
const slow = { type: 'rate_limit_error', code: 'rate_limit_exceeded', message: 'Slow down.' };
const badKey = {
  type: 'invalid_request_error',
  code: 'invalid_api_key',
  message: `Incorrect API key: ${providerKey}.`,
};
const tooLong = {
  type: 'invalid_request_error',
  code: 'context_length_exceeded',
  message: "This model's maximum context length is 8192 tokens.",
};
const policy = { type: 'invalid_request_error', code: 'content_policy_violation', message: 'Refused by our policy.' };

function limited(retryAfter: Record<string, string>) {
  return chat.fail(429, slow, retryAfter);
}

describe.each([true, false])('streamed: %s:', (stream) => {
  test.each([
    ['in milliseconds', { 'retry-after-ms': '120' }],
    ['in seconds', { 'retry-after': '0.2' }],
    ['as a date', { 'retry-after': new Date(Date.now() - 1000).toUTCString() }],
  ])('a near retry-after is waited out: %s', async (_form, retryAfter) => {
    const { url, upstream } = await start(two);
    upstream('first').play(limited(retryAfter), chat.answer(tide));
    upstream('second').play(chat.answer(otherWords));
    const got = await ask(url, { stream });
    expectWhole(got, tide);
    expect(upstream('first').requests).toHaveLength(2);
    expect(upstream('second').requests).toHaveLength(0);
  });

  test('a far retry-after is left for the next target', async () => {
    const { url, upstream } = await start(two);
    upstream('first').play(limited({ 'retry-after': '4' }));
    upstream('second').play(chat.answer(otherWords));
    const startedAt = performance.now();
    expectWhole(await ask(url, { stream }), otherWords);
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect(upstream('first').requests).toHaveLength(1);
  });

  test('and the target is left alone until then', async () => {
    const { url, upstream } = await start(two);
    upstream('first').play(limited({ 'retry-after': '30' }));
    upstream('second').play(chat.answer(otherWords));
    await ask(url, { stream });
    expectWhole(await ask(url, { stream }), otherWords);
    expect(upstream('first').requests).toHaveLength(1);
  });

  test('what is waited for before the first call is part of the whole call’s time', async () => {
    const { url, upstream } = await start({ first: {} }, { retries: 0, timeouts: { totalMs: 1500 } });
    upstream('first').play(limited({ 'retry-after': '1' }), after(1000, chat.answer(tide)));
    expectError(await ask(url, { stream }), 429, 'rate_limit_exceeded');
    const got = await ask(url, { stream });
    expectError(got, 504, 'deadline');
    expect(got.error?.message).toContain('timeouts.totalMs');
    expect(upstream('first').requests).toHaveLength(2);
  });

  test('a target that asked to be left alone is waited for, rather than one called whose breaker is open', async () => {
    const { url, upstream } = await start(two, { retries: 0, breaker: { failures: 1, coolDownSeconds: 60 } });
    upstream('first').play(limited({ 'retry-after': '1' }), chat.answer(tide));
    upstream('second').play(chat.fail(500, slow));
    expect((await ask(url, { stream })).status).toBeGreaterThan(400);
    expectWhole(await ask(url, { stream }), tide);
    expect(upstream('second').requests).toHaveLength(1);
  });

  test('all rate-limited is a 429 with the earliest retry-after', async () => {
    const { url, upstream } = await start({ first: {}, second: {}, third: {} });
    upstream('first').play(limited({ 'retry-after': '60' }));
    upstream('second').play(limited({ 'retry-after': '25' }));
    upstream('third').play(limited({ 'retry-after': '40' }));
    const got = await ask(url, { stream });
    expectError(got, 429, 'rate_limit_exceeded');
    expect(got.headers.get('retry-after')).toBe('25');
    expect(got.headers.get('retry-after-ms')).toBe('25000');
    expect(got.error?.message).toContain('3 targets');
  });

  test('asked again while all are still rate-limited, the answer stays a 429 with the time to come back', async () => {
    const { url, upstream } = await start(two);
    upstream('first').play(limited({ 'retry-after': '60' }));
    upstream('second').play(limited({ 'retry-after': '25' }));
    await ask(url, { stream });
    const got = await ask(url, { stream });
    expectError(got, 429, 'rate_limit_exceeded');
    expect(Number(got.headers.get('retry-after'))).toBeGreaterThan(20);
  });

  test.each([401, 403])(
    'our own credentials refused (%i) is another target, never the client’s 401',
    async (status) => {
      const { url, upstream } = await start(two);
      upstream('first').play(chat.fail(status, badKey));
      upstream('second').play(chat.answer(otherWords));
      expectWhole(await ask(url, { stream }), otherWords);
      expect(upstream('first').requests).toHaveLength(1);
    },
  );

  test('our own credentials refused everywhere is a 502 without them', async () => {
    const { url, upstream, gateway } = await start({ first: {}, second: { speaks: 'messages' } });
    upstream('first').play(chat.fail(401, badKey));
    upstream('second').play(
      messages.fail(401, { type: 'authentication_error', message: `invalid x-api-key ${providerKey}` }),
    );
    const got = await ask(url, { stream });
    expectError(got, 502, 'upstream_auth');
    expectNoKeys(got);
    expect(gateway.said()).not.toContain(providerKey);
  });

  test('a prompt too long goes to the larger windows only', async () => {
    const { url, upstream } = await start({
      first: { contextWindow: 8192 },
      small: { contextWindow: 4096 },
      large: { contextWindow: 128_000 },
    });
    upstream('first').play(chat.fail(400, tooLong));
    upstream('small').play(chat.answer(otherWords));
    upstream('large').play(chat.answer(tide));
    expectWhole(await ask(url, { stream }), tide);
    expect(upstream('small').requests).toHaveLength(0);
  });

  test('a prompt too long for all is a 400 that says so', async () => {
    const { url, upstream } = await start({ first: { contextWindow: 8192 }, second: { contextWindow: 8192 } });
    upstream('first').play(chat.fail(400, tooLong));
    upstream('second').play(chat.answer(otherWords));
    const got = await ask(url, { stream });
    expectError(got, 400, 'context_length_exceeded');
    expect(got.error?.message).toContain('maximum context length');
  });

  test('a prompt too long goes where the route says', async () => {
    const { url, upstream } = await start(
      { first: { contextWindow: 8192 }, large: { contextWindow: 128_000 }, named: {} },
      {},
      {
        apart: ['named'],
        route: { fallbacks: { contextWindow: ['named'] } },
      },
    );
    upstream('first').play(chat.fail(400, tooLong));
    upstream('large').play(chat.answer(otherWords));
    upstream('named').play(chat.answer(tide));
    expectWhole(await ask(url, { stream }), tide);
  });

  test('what a policy refuses is not asked of the next target', async () => {
    const { url, upstream } = await start(two);
    upstream('first').play(chat.fail(400, policy));
    upstream('second').play(chat.answer(otherWords));
    const got = await ask(url, { stream });
    expectError(got, 400, 'content_policy_violation');
    expect(got.error?.message).toContain('Refused by our policy.');
    expect(upstream('second').requests).toHaveLength(0);
  });

  test('unless the route says where', async () => {
    const { url, upstream } = await start(
      { first: {}, second: {}, open: {} },
      {},
      {
        apart: ['open'],
        route: { fallbacks: { contentPolicy: ['open'] } },
      },
    );
    upstream('first').play(chat.fail(400, policy));
    upstream('second').play(chat.answer(otherWords));
    upstream('open').play(chat.answer(tide));
    expectWhole(await ask(url, { stream }), tide);
    expect(upstream('second').requests).toHaveLength(0);
  });

  test('any other 400 is final, with the provider’s reason', async () => {
    const { url, upstream } = await start(two);
    upstream('first').play(chat.fail(400, { type: 'invalid_request_error', message: 'No such thing as tide.' }));
    upstream('second').play(chat.answer(otherWords));
    const got = await ask(url, { stream });
    expectError(got, 400, null);
    expect(got.error?.message).toContain('No such thing as tide.');
    expect(upstream('second').requests).toHaveLength(0);
  });

  test('all down is a 503 that names target and attempts, and when to come back', async () => {
    const { url, upstream } = await start(two, { retries: 0 });
    for (const name of ['first', 'second']) {
      upstream(name).play(chat.fail(503, { type: 'server_error', message: `Down. ${providerKey}` }));
    }
    const got = await ask(url, { stream });
    expectError(got, 503, 'overloaded');
    expect(got.error?.message).toMatch(/2 attempts at 2 targets, this one at at-second\/model-second/);
    expect(got.headers.get('retry-after')).not.toBeNull();
  });
});

test('a surge is not multiplied: retries stay a share of the calls', async () => {
  const { url, upstream } = await start(
    { only: {} },
    { retries: 3, breaker: { failures: 1000, windowSeconds: 30, coolDownSeconds: 15 } },
  );
  upstream('only').play(chat.fail(500, { type: 'server_error', message: 'Down.' }));
  const calls = 100;
  await Promise.all(Array.from({ length: calls }, () => ask(url, { stream: false })));
  // A fifth of the calls, ten for the beginning, one a second.
  expect(upstream('only').requests.length).toBeLessThanOrEqual(calls * 1.2 + 10 + 10);
  expect(upstream('only').requests.length).toBeGreaterThan(calls);
});
