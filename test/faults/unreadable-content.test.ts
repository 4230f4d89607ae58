import { describe, expect, test } from '@jest/globals';
import { ask } from './ask.ts';
import { chunk, done, streamOf } from './chat-chunks.ts';
import { expectError } from './expect-got.ts';
import { gatewayPerTest } from './gateway-per-test.ts';

const start = gatewayPerTest();

const call = (delta: object): string => chunk({ function_call: delta });
const sound = (delta: object): string => chunk({ audio: delta });

describe('an answer of content that cannot be compared', () => {
  test.each([
    [
      'a call of the older kind',
      [call({ name: 'f', arguments: '' }), call({ arguments: '{"port":' })],
      [call({ arguments: '"Brest"}' }), chunk({}, 'function_call')],
    ],
    [
      'sound',
      [sound({ id: 'a', transcript: 'Hel' }), sound({ data: 'AAAA' })],
      [sound({ data: 'BB' }), chunk({}, 'stop')],
    ],
  ])('breaks off openly: %s', async (_, beginning, rest) => {
    const { url, upstream } = await start({ first: {}, second: {} });
    upstream('first').play(streamOf(beginning.join('')));
    upstream('second').play(streamOf([...beginning, ...rest, done].join('')));
    const got = await ask(url, { stream: true });
    expectError(got, 200, 'broken_answer');
    expect(got.raw).not.toContain('[DONE]');
    expect(upstream('second').requests).toHaveLength(0);
  });
});
