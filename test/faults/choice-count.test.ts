import { describe, expect, test } from '@jest/globals';
import { ask } from './ask.ts';
import { expectError } from './expect-got.ts';
import { chat } from './fault-gateway.ts';
import type { Behaviour } from './faulty-upstream.ts';
import { gatewayPerTest } from './gateway-per-test.ts';
import { otherWords, tide } from './replies.ts';

const start = gatewayPerTest();

const two = { more: { n: 2 } };

/** Of a whole answer. */
function twice(behaviour: Behaviour): Behaviour {
  return (request) =>
    behaviour(request).map((step) => {
      if (step.do !== 'send') return step;
      const answer = JSON.parse(step.bytes.toString());
      return { do: 'send', bytes: JSON.stringify({ ...answer, choices: [answer.choices[0], answer.choices[0]] }) };
    });
}

describe('a server that ignores `n`', () => {
  test('is asked once, and the error names the parameter', async () => {
    const { url, upstream, lastEvent } = await start({ first: {} }, { retries: 2 });
    upstream('first').play(chat.answer(tide));
    for (const stream of [false, true]) {
      const got = await ask(url, { stream, ...two });
      expectError(got, stream ? 200 : 400, 'unsupported_parameter');
      expect(got.error).toMatchObject({ param: 'n', message: expect.stringContaining('the 2 that `n` asks for') });
      expect(got.raw).not.toContain('[DONE]');
      expect(lastEvent()).toMatchObject({ attempts: [{ outcome: 'unsupported-parameter' }] });
    }
    expect(upstream('first').requests).toHaveLength(2);
  });

  test('is left for the next where the answer is not streamed', async () => {
    const { url, upstream } = await start({ first: {}, second: {} }, { retries: 2 });
    upstream('first').play(chat.answer(tide));
    upstream('second').play(twice(chat.answer(otherWords)));
    const got = await ask(url, { stream: false, ...two });
    expect(got).toMatchObject({ status: 200, text: otherWords.text });
    expect(upstream('first').requests).toHaveLength(1);
  });

  test('does not lose its breaker’s trust', async () => {
    const { url, upstream } = await start({ first: {} }, { retries: 0 });
    upstream('first').play(chat.answer(tide));
    for (let time = 0; time < 5; time += 1) await ask(url, { stream: true, ...two });
    const got = await ask(url, { stream: true });
    expect(got).toMatchObject({ status: 200, isComplete: true });
    expect(got.headers.get('x-cato-reason')).not.toMatch(/open/);
  });
});
