import { describe, expect, test } from '@jest/globals';
import { ask } from './ask.ts';
import { expectError, expectWhole } from './expect-got.ts';
import { chat, messages, shortTimeouts } from './fault-gateway.ts';
import { gatewayPerTest } from './gateway-per-test.ts';
import { otherWords, tide, tideCall } from './replies.ts';

const start = gatewayPerTest();

const formats = [
  ['Chat', {}, chat],
  ['Messages', { speaks: 'messages' }, messages],
] as const;

describe.each(formats)('an answer of %s without its stop reason', (_format, target, behaviours) => {
  test('is no success when it is not streamed: the next target answers', async () => {
    const { url, upstream } = await start({ first: target, second: {} });
    upstream('first').play(behaviours.without(tide, ['stop']));
    upstream('second').play(chat.answer(otherWords));
    expectWhole(await ask(url, { stream: false }), otherWords);
  });

  test('is an error when there is no other', async () => {
    const { url, upstream } = await start({ first: target });
    upstream('first').play(behaviours.without(tide, ['stop']));
    expectError(await ask(url, { stream: false }), 502, 'broken_answer');
  });

  test('is mended when it is streamed, although the stream ended cleanly', async () => {
    const { url, upstream } = await start({ first: target, second: {} });
    upstream('first').play(behaviours.without(tide, ['stop']));
    upstream('second').play(chat.answer(tide));
    expectWhole(await ask(url, { stream: true }), tide);
  });
});

describe('lines that are no data', () => {
  const lines = ': comment\nid: 7\nretry: 10\nevent: message\nnonsense\n';
  test.each([
    ['Chat', {}, chat],
    ['Messages', { speaks: 'messages' }, messages],
  ] as const)('are ignored in a stream of %s, and so is how lines end', async (_format, target, behaviours) => {
    const { url, upstream } = await start({ first: target, second: {} });
    upstream('first').play((request) => {
      const body = behaviours.bytes(tide, request).toString();
      const noisy = body.replaceAll('data: ', `${lines}data: `).replaceAll('\n', '\r\n');
      return [
        { do: 'head', status: 200, headers: { 'content-type': 'text/event-stream' } },
        { do: 'shred', bytes: noisy, bytesPerWrite: 13 },
      ];
    });
    upstream('second').play(chat.answer(otherWords));
    const got = await ask(url, { stream: true });
    expect(got).toMatchObject({ text: tide.text, isComplete: true, error: null, finishReason: 'stop' });
    expect(upstream('second').requests).toHaveLength(0);
  });
});

describe('a long answer', () => {
  const long = { text: Array.from({ length: 60_000 }, (_, index) => `${index} `).join('') };

  test.each([
    ['text', long, 3000],
    ['text after reasoning', { ...long, reasoning: long.text.slice(0, 3000) }, 3000],
  ])(
    'in thousands of small pieces of %s is gone on with: its text counts, not its frame',
    async (_of, said, pieces) => {
      const { url, upstream } = await start(
        { first: {}, second: { prefill: true } },
        { timeouts: { ...shortTimeouts, firstTokenMs: 5000, idleMs: 5000 } },
      );
      upstream('first').play(chat.breakAfter(said, pieces, 'end', { charactersPerPiece: 4 }));
      upstream('second').play(chat.continuing(long, { charactersPerPiece: 5000 }));
      expectWhole(await ask(url, { stream: true }), said);
    },
  );

  test('too long to be kept is not mended, and the error says so', async () => {
    const { url, upstream } = await start({ first: {}, second: { prefill: true } });
    upstream('first').play(chat.breakAfter(long, 60, 'end', { charactersPerPiece: 5000 }));
    upstream('second').play(chat.continuing(long));
    const got = await ask(url, { stream: true });
    expectError(got, 200, 'broken_answer');
    expect(long.text.startsWith(got.text)).toBe(true);
    expect(got.error?.message).toContain('what was sent could not be gone on from');
    expect(upstream('second').requests).toHaveLength(0);
  });

  test('is gone on with while it is shorter than that', async () => {
    const { url, upstream } = await start({ first: {}, second: { prefill: true } });
    upstream('first').play(chat.breakAfter(long, 10, 'end', { charactersPerPiece: 5000 }));
    upstream('second').play(chat.continuing(long, { charactersPerPiece: 5000 }));
    expectWhole(await ask(url, { stream: true }), long);
  });
});

test.each([true, false])('a tool call cut in its input is never told as one, streamed: %s', async (stream) => {
  const { url, upstream } = await start({ first: {} });
  upstream('first').play(chat.breakAfter(tideCall, 5, 'end'));
  const got = await ask(url, { stream });
  expectError(got, stream ? 200 : 502, 'broken_answer');
});
