import { describe, expect, test } from '@jest/globals';
import { ask } from './ask.ts';
import { chunk, event, streamOf } from './chat-chunks.ts';
import { expectError, expectWhole } from './expect-got.ts';
import { chat, messages } from './fault-gateway.ts';
import { gatewayPerTest } from './gateway-per-test.ts';
import { otherWords, tide } from './replies.ts';

const start = gatewayPerTest();

const reply = { text: 'Hello there' };
const answered = chunk({ role: 'assistant', content: reply.text });
const stopped = chunk({}, 'stop');
const troubles: readonly (readonly [string, string])[] = [
  ['an unreadable event', 'data: {garb\n\n'],
  ['an error', event({ error: { message: 'late', type: 'server_error' } })],
];

describe('an answer that has stopped', () => {
  test.each(troubles)('is complete, whatever follows: %s', async (_, trouble) => {
    const { url, upstream, lastEvent } = await start({ first: {}, second: {} });
    upstream('second').play(chat.answer(otherWords));
    for (const pieces of [
      [answered, stopped, trouble],
      [answered, stopped + trouble],
      [answered + stopped + trouble],
    ]) {
      upstream('first').play(streamOf(...pieces));
      expectWhole(await ask(url, { stream: true }), reply);
      expect(lastEvent()).toMatchObject({ attempts: [{ outcome: 'finished', usage: null }] });
    }
    expect(upstream('second').requests).toHaveLength(0);
  });

  test.each([
    ['an unreadable event', 'data: {garb\n\n'],
    ['an error', 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"late"}}\n\n'],
  ])('is complete in a stream of Messages, too: %s', async (_, trouble) => {
    const { url, upstream } = await start({ first: { speaks: 'messages' }, second: {} });
    upstream('second').play(chat.answer(otherWords));
    upstream('first').play((request) => {
      const whole = messages.bytes(tide, request).toString();
      const bytes = whole.slice(0, whole.indexOf('event: message_stop')) + trouble;
      return [
        { do: 'head', status: 200, headers: { 'content-type': 'text/event-stream' } },
        { do: 'send', bytes },
      ];
    });
    expectWhole(await ask(url, { stream: true }), tide);
  });

  test.each([
    ['more of it', chunk({ content: ' more' })],
    ['another choice', chunk({ role: 'assistant', content: 'B' }, null, 1)],
  ])('and is followed by %s is broken, and nothing is made of it', async (_, more) => {
    const { url, upstream, lastEvent } = await start({ first: {}, second: { prefill: true } });
    upstream('first').play(streamOf(answered, stopped, more));
    upstream('second').play(chat.answer(reply));
    const got = await ask(url, { stream: true });
    expectError(got, 200, 'broken_answer');
    expect(got.raw).not.toContain('[DONE]');
    expect(upstream('second').requests).toHaveLength(0);
    expect(lastEvent()).toMatchObject({ attempts: [{ outcome: 'broken-answer' }], recoveries: [] });
  });
});
