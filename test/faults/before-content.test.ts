import { describe, expect, test } from '@jest/globals';
import { ask } from './ask.ts';
import { after, breakBeforeHead, breaks, plainBody } from './behaviours.ts';
import { expectError, expectWhole } from './expect-got.ts';
import { chat, messages, providerKey, startFaultGateway } from './fault-gateway.ts';
import type { Behaviour } from './faulty-upstream.ts';
import { gatewayPerTest } from './gateway-per-test.ts';
import { otherWords, tide } from './replies.ts';

const start = gatewayPerTest({});

const fault = { type: 'server_error', message: `It broke for ${providerKey}.` };
const events = 'text/event-stream';

/** Ordinary failovers: nothing of them reaches the client, streamed or not. */
const failures: Readonly<Record<string, Behaviour>> = {
  ...Object.fromEntries(
    breaks.map((how) => [`breaks its answer before any content (${how})`, chat.breakAfter(tide, 0, how)]),
  ),
  'resets the connection before the head': breakBeforeHead('reset'),
  'closes the connection before the head': breakBeforeHead('close'),
  'never answers': breakBeforeHead('stall'),
  'sends an error inside a 200': chat.errorInside(tide, 0, fault),
  'sends HTML with status 200': plainBody(200, 'text/html', '<html><body>Sign in</body></html>'),
  'sends HTML as a stream': plainBody(200, events, '<html><body>Sign in</body></html>'),
  'sends an empty 200': plainBody(200, 'application/json', ''),
  'sends an empty stream': plainBody(200, events, ''),
  'sends only [DONE]': plainBody(200, events, 'data: [DONE]\n\n'),
  'sends garbage JSON': plainBody(200, events, 'data: {"choices":[{"delta":{"content":"x"\n\n'),
  'sends garbage that is no stream': plainBody(200, 'application/json', '{"choices":[{"mess'),
  'answers 500': chat.fail(500, fault),
  'answers 502 in HTML': plainBody(502, 'text/html', '<html>Bad gateway</html>'),
  'answers 503': chat.fail(503, { type: 'server_error', message: 'Come back later.' }),
  'answers 529': chat.fail(529, { type: 'overloaded_error', message: 'Overloaded' }),
};

describe.each([true, false])('before any content, streamed: %s:', (stream) => {
  test.each(Object.keys(failures))('a target that %s is left for the next one', async (name) => {
    const { url, upstream, lastEvent } = await start({ first: {}, second: {} }, { retries: 0 });
    upstream('first').play(failures[name] ?? chat.answer(tide));
    upstream('second').play(chat.answer(otherWords));
    const got = await ask(url, { stream });
    expectWhole(got, otherWords);
    expect(got.headers.get('x-cato-target')).toBe('at-second/model-second');
    expect(got.headers.get('x-cato-attempts')).toBe('2');
    expect(lastEvent()).toMatchObject({
      status: 200,
      attempts: [{ target: 'at-first/model-first' }, { outcome: 'finished' }],
    });
    expect(upstream('first').requests).toHaveLength(1);
  });

  test.each(Object.keys(failures))('alone, a target that %s becomes an explicit error', async (name) => {
    const { url, upstream } = await start({ first: {} }, { retries: 0 });
    upstream('first').play(failures[name] ?? chat.answer(tide));
    const got = await ask(url, { stream });
    expect(got.status).toBeGreaterThanOrEqual(500);
    expectError(got, got.status, expect.any(String) as unknown as string);
    expect(got.error?.message).toContain('at-first/model-first');
  });

  test('a refused connection is left for the next target', async () => {
    const { url, upstream } = await start({ first: { speaks: 'refused' }, second: {} }, { retries: 0 });
    upstream('second').play(chat.answer(tide));
    expectWhole(await ask(url, { stream }), tide);
  });

  test('alone, a refused connection is a 503 that says where', async () => {
    const { url } = await start({ first: { speaks: 'refused' } }, { retries: 0 });
    const got = await ask(url, { stream });
    expectError(got, 503, 'upstream_unreachable');
    expect(got.error?.message).toContain('refused the connection');
  });

  test.each(['500', 'reset'] as const)('one %s is tried again at the same target', async (kind) => {
    const { url, upstream } = await start({ first: {}, second: {} });
    upstream('first').play(kind === '500' ? chat.fail(500, fault) : breakBeforeHead('reset'), chat.answer(tide));
    upstream('second').play(chat.answer(otherWords));
    const got = await ask(url, { stream });
    expectWhole(got, tide);
    expect(got.headers.get('x-cato-attempts')).toBe('2');
    expect(upstream('second').requests).toHaveLength(0);
  });

  test('a second 500 is not tried a third time', async () => {
    const { url, upstream } = await start({ first: {}, second: {} });
    upstream('first').play(chat.fail(500, fault));
    upstream('second').play(chat.answer(otherWords));
    expectWhole(await ask(url, { stream }), otherWords);
    expect(upstream('first').requests).toHaveLength(2);
  });

  test('a burst of 503 is ridden out by waiting longer each time', async () => {
    const { url, upstream } = await start({ first: {} });
    const busy = chat.fail(503, { type: 'server_error', message: 'Come back later.' });
    upstream('first').play(busy, busy, chat.answer(tide));
    expectWhole(await ask(url, { stream }), tide);
    expect(upstream('first').requests).toHaveLength(3);
  });

  test('maxAttempts bounds the calls over all targets', async () => {
    const { url, upstream } = await start({ first: {}, second: {}, third: {}, fourth: {} }, { maxAttempts: 3 });
    const names = ['first', 'second', 'third', 'fourth'];
    for (const name of names) upstream(name).play(chat.fail(500, fault));
    const got = await ask(url, { stream });
    expectError(got, 502, 'upstream_fault');
    expect(got.error?.message).toContain('3 attempts');
    expect(got.headers.get('x-should-retry')).toBe('false');
    // None is asked twice before the others were asked.
    expect(names.map((name) => upstream(name).requests.length)).toEqual([1, 1, 1, 0]);
  });

  test('a target of another format answers where the first fails', async () => {
    const { url, upstream } = await start({ first: {}, second: { speaks: 'messages' } }, { retries: 0 });
    upstream('first').play(chat.errorInside(tide, 0, fault));
    upstream('second').play(messages.answer(tide));
    expectWhole(await ask(url, { stream }), tide);
  });
});

describe('the same rules hold for a provider of another format:', () => {
  test.each([true, false])('streamed: %s', async (stream) => {
    for (const behaviour of [
      messages.breakAfter(tide, 0, 'close'),
      messages.errorInside(tide, 0, { type: 'overloaded_error', message: 'Overloaded' }),
      plainBody(200, 'text/html', '<html></html>'),
      plainBody(200, events, ''),
    ]) {
      const { url, upstream, close } = await startFaultGateway({
        targets: { first: { speaks: 'messages' }, second: {} },
        resilience: { retries: 0 },
      });
      upstream('first').play(behaviour);
      upstream('second').play(chat.answer(otherWords));
      expectWhole(await ask(url, { stream }), otherWords);
      await close();
    }
  });
});

describe('waiting', () => {
  test('a first token within its limit is waited for', async () => {
    const { url, upstream } = await start({ first: {}, second: {} });
    upstream('first').play(after(150, chat.answer(tide)));
    upstream('second').play(chat.answer(otherWords));
    expectWhole(await ask(url, { stream: true }), tide);
  });

  test.each([
    ['firstTokenMs', true, breakBeforeHead('stall')],
    ['firstTokenMs', true, chat.breakAfter(tide, 0, 'stall')],
    ['answerMs', false, chat.breakAfter(tide, 0, 'stall')],
  ] as const)('the error names the limit that was reached: %s', async (timer, stream, behaviour) => {
    const { url, upstream } = await start({ first: {} }, { retries: 0 });
    upstream('first').play(behaviour);
    const got = await ask(url, { stream });
    expectError(got, 504, 'timeout');
    expect(got.error?.message).toContain(`timeouts.${timer}`);
    await expect(upstream('first').requests[0]?.left).resolves.toBe(true);
  });

  test('the whole call ends at totalMs, in the middle of an attempt', async () => {
    const timeouts = { firstTokenMs: 300, answerMs: 300, totalMs: 450 };
    const { url, upstream } = await start({ first: {}, second: {}, third: {} }, { retries: 0, timeouts });
    for (const name of ['first', 'second', 'third']) upstream(name).play(breakBeforeHead('stall'));
    const got = await ask(url, { stream: true });
    expectError(got, 504, 'deadline');
    expect(got.error?.message).toContain('totalMs');
    expect(['first', 'second', 'third'].map((name) => upstream(name).requests.length)).toEqual([1, 1, 1]);
  });
});
