import { describe, expect, test } from '@jest/globals';
import { ask } from './ask.ts';
import { breaks } from './behaviours.ts';
import { chunk, streamOf } from './chat-chunks.ts';
import { expectError, expectWhole } from './expect-got.ts';
import { chat, messages } from './fault-gateway.ts';
import { gatewayPerTest } from './gateway-per-test.ts';
import { otherWords, sameBeginning, tide, tideCall } from './replies.ts';

const start = gatewayPerTest();

const stream = true;
const refusal = { type: 'invalid_request_error', message: 'This model does not support assistant message prefill.' };

const formats = [
  ['Chat', {}, chat],
  ['Messages', { speaks: 'messages' }, messages],
] as const;

describe.each(formats)('a target of %s that can go on with what was sent', (_format, speaks, behaviours) => {
  test.each(breaks)('is given it, and only the rest is passed on (%s)', async (how) => {
    const { url, upstream, lastEvent } = await start({ first: {}, second: { ...speaks, prefill: true } });
    upstream('first').play(chat.breakAfter(tide, 9, how));
    upstream('second').play(behaviours.continuing(tide));
    const got = await ask(url, { stream });
    expectWhole(got, tide);
    const prefill = upstream('second').requests[0]?.prefill ?? '';
    expect(prefill.length).toBeGreaterThan(40);
    expect(tide.text.startsWith(prefill)).toBe(true);
    expect(got.comments).toEqual([expect.stringContaining('continue with at-second/model-second')]);
    expect(lastEvent()).toMatchObject({ recoveries: [{ how: 'continue', to: 'at-second/model-second' }] });
  });

  test.each(Array.from({ length: 22 }, (_, index) => index + 1))(
    'goes on after %i pieces as if nothing had happened',
    async (pieces) => {
      const { url, upstream } = await start({ first: {}, second: { ...speaks, prefill: true } });
      upstream('first').play(chat.breakAfter(tide, pieces, 'close'));
      upstream('second').play(behaviours.continuing(tide));
      expectWhole(await ask(url, { stream }), tide);
    },
  );

  test.each([1, 2, 3, 6, 16, 40])('and begins anew all the same, %i characters on, is aligned', async (characters) => {
    const { url, upstream } = await start({ first: {}, second: { ...speaks, prefill: true } });
    upstream('first').play(chat.breakAfter(tide, characters, 'close', { charactersPerPiece: 1 }));
    upstream('second').play(behaviours.answer(tide, { charactersPerPiece: 2 }));
    expectWhole(await ask(url, { stream }), tide);
  });

  test('and begins anew with another answer is not believed', async () => {
    const { url, upstream } = await start({ first: {}, second: { ...speaks, prefill: true } });
    upstream('first').play(chat.breakAfter(tide, 9, 'close'));
    upstream('second').play(behaviours.answer(sameBeginning));
    const got = await ask(url, { stream });
    expectError(got, 200, String(got.error?.code));
    expect(tide.text.startsWith(got.text)).toBe(true);
  });

  test('and refuses is left for the next', async () => {
    const { url, upstream } = await start({ first: {}, second: { ...speaks, prefill: true }, third: {} });
    upstream('first').play(chat.breakAfter(tide, 9, 'close'));
    upstream('second').play(behaviours.fail(400, refusal));
    upstream('third').play(chat.answer(tide));
    expectWhole(await ask(url, { stream }), tide);
  });

  test('breaks as well, and the next goes on after both', async () => {
    const { url, upstream } = await start({
      first: {},
      second: { ...speaks, prefill: true },
      third: { prefill: true },
    });
    upstream('first').play(chat.breakAfter(tide, 5, 'close'));
    upstream('second').play((request) => {
      const rest = { text: tide.text.slice(request.prefill?.length ?? 0) };
      return behaviours.breakAfter(rest, 5, 'reset')(request);
    });
    upstream('third').play(chat.continuing(tide));
    expectWhole(await ask(url, { stream }), tide);
    expect(upstream('third').requests[0]?.prefill?.length).toBeGreaterThan(50);
  });
});

describe('a model that ignores what it was given', () => {
  const anew: readonly (readonly [string, string, string])[] = [
    ['after a line end', 'The tide in Brest is', '\nThe tide in Brest is high.'],
    ['in bold', 'The tide in Brest is', '**The tide in Brest** is high.'],
    ['in lower case', 'The tide in Brest is', 'the tide in Brest is high.'],
    ['in other words', 'answer from A cut-1 to t', 'answer from B ok-pre to the question'],
    ['in words of its own', 'The tide in Brest is', 'High water at Brest is at noon.'],
    ['with other white space', 'The tide in Brest is high.\n\n', 'The tide in Brest is high. It turns.'],
  ];
  test.each(anew)('is not joined to it: %s', async (_, sent, answer) => {
    const { url, upstream, lastEvent } = await start({ first: {}, second: { prefill: true } });
    upstream('first').play(chat.breakAfter({ text: sent }, sent.length, 'close', { charactersPerPiece: 1 }));
    upstream('second').play(chat.answer({ text: answer }));
    const got = await ask(url, { stream });
    expectError(got, 200, String(got.error?.code));
    expect(got.text).toBe(sent);
    expect(lastEvent()).toMatchObject({ attempts: [{ outcome: 'broken-answer' }, { outcome: 'diverged' }] });
  });

  test('is not joined to what the client had begun', async () => {
    const { url, upstream, lastEvent } = await start({ first: {}, second: { prefill: true } });
    const messages = [
      { role: 'user', content: 'How is the tide?' },
      { role: 'assistant', content: 'The tide ' },
    ];
    upstream('first').play(chat.breakAfter({ text: 'in Brest is high a' }, 9, 'close'));
    upstream('second').play(chat.answer({ text: 'The tide in Brest is high at noon.' }));
    const got = await ask(url, { stream, more: { messages } });
    expectError(got, 200, String(got.error?.code));
    expect(got.text).toBe('in Brest is high a');
    expect(lastEvent()).toMatchObject({ attempts: [{ outcome: 'broken-answer' }, { outcome: 'diverged' }] });
  });
});

describe('a continuation', () => {
  test('may be in words of its own: it is one answer with what it was given', async () => {
    const { url, upstream } = await start({ first: {}, second: { prefill: true } });
    const rest = ' — or so the harbour master says.';
    upstream('first').play(chat.breakAfter(tide, 9, 'close'));
    upstream('second').play(chat.answer({ text: rest }));
    const got = await ask(url, { stream });
    expectWhole(got, { text: `${upstream('second').requests[0]?.prefill}${rest}` });
  });

  test('is not asked for where the route restarts', async () => {
    const { url, upstream } = await start({ first: {}, second: { prefill: true } }, { recovery: 'restart' });
    upstream('first').play(chat.breakAfter(tide, 9, 'close'));
    upstream('second').play(chat.answer(tide));
    expectWhole(await ask(url, { stream }), tide);
    expect(upstream('second').requests[0]?.prefill).toBeNull();
  });

  test('may be of more than restartMaxChars', async () => {
    const { url, upstream } = await start({ first: {}, second: { prefill: true } }, { restartMaxChars: 20 });
    upstream('first').play(chat.breakAfter(tide, 15, 'close'));
    upstream('second').play(chat.continuing(tide));
    expectWhole(await ask(url, { stream }), tide);
  });

  test('is not asked for in the middle of a character: the answer is brought again', async () => {
    const { url, upstream } = await start({ first: {}, second: { prefill: true } });
    const whole = { text: 'The tide 🌊 turns.' };
    upstream('first').play(streamOf(chunk({ role: 'assistant', content: 'The tide \ud83c' })));
    upstream('second').play(chat.answer(whole));
    expectWhole(await ask(url, { stream }), whole);
    expect(upstream('second').requests[0]?.prefill).toBeNull();
  });

  test('may end in a tool call', async () => {
    const { url, upstream } = await start({ first: {}, second: { prefill: true } });
    const both = { ...tide, ...tideCall };
    upstream('first').play(chat.breakAfter(both, 9, 'close'));
    upstream('second').play(chat.continuing(both));
    expectWhole(await ask(url, { stream }), both);
  });

  test('of another model does not undo the next one’s chance', async () => {
    const { url, upstream } = await start({ first: {}, second: {}, third: { prefill: true } });
    upstream('first').play(chat.breakAfter(tide, 9, 'close'));
    upstream('second').play(chat.answer(otherWords));
    upstream('third').play(chat.continuing(tide));
    expectWhole(await ask(url, { stream }), tide);
  });
});
