import { describe, expect, test } from '@jest/globals';
import { ask, type Got } from './ask.ts';
import { type Break, breaks } from './behaviours.ts';
import { expectBrokenOff, expectError, expectWhole } from './expect-got.ts';
import { chat, type FaultTarget, messages } from './fault-gateway.ts';
import type { Behaviour } from './faulty-upstream.ts';
import { gatewayPerTest } from './gateway-per-test.ts';
import { otherTideCall, otherWords, sameBeginning, tide, tideCall } from './replies.ts';

const start = gatewayPerTest();

const stream = true;
const fault = { type: 'server_error', message: 'It broke.' };
const secondLine = Buffer.from('"content":"');

/** Breaks after content: each is found out, whatever the connection looks like. */
const failures: Readonly<Record<string, Behaviour>> = {
  ...Object.fromEntries(breaks.map((how) => [`after content (${how})`, chat.breakAfter(tide, 9, how)])),
  'inside a UTF-8 character': chat.breakAt(tide, (bytes) => bytes.indexOf('潮') + 1, 'close'),
  'inside a character of four bytes, cleanly': chat.breakAt(tide, (bytes) => bytes.indexOf('🌊') + 2, 'end'),
  'inside a line': chat.breakAt(tide, (bytes) => bytes.indexOf(secondLine, bytes.length / 2) + 14, 'close'),
  'between the two line ends of an event': chat.breakAt(tide, (bytes) => bytes.indexOf('\n\n', 900) + 1, 'reset'),
  'with an error event': chat.errorInside(tide, 9, fault),
  'with an unreadable event': chat.spoil(tide, 9, 'data: {"choices":[{"delta"\n\n'),
  'with HTML': chat.spoil(tide, 9, 'data: <html>Bad gateway</html>\n\n'),
  'with [DONE] and no stop reason': chat.without(tide, ['stop', 'usage']),
  'without stop reason or end marker': chat.without(tide, ['stop', 'usage', 'end']),
};

describe('a stream that breaks', () => {
  test.each(Object.keys(failures))('%s goes on with the same answer of the next target', async (name) => {
    const { url, upstream, lastEvent } = await start({ first: {}, second: {} });
    upstream('first').play(failures[name] ?? chat.answer(tide));
    upstream('second').play(chat.answer(tide, { charactersPerPiece: 11 }));
    const got = await ask(url, { stream });
    expectWhole(got, tide);
    expectDisclosed(got, 'restart');
    expect(lastEvent()).toMatchObject({
      attempts: [{ target: 'at-first/model-first' }, { target: 'at-second/model-second', outcome: 'finished' }],
      recoveries: [{ how: 'restart', from: 'at-first/model-first', to: 'at-second/model-second' }],
    });
  });

  test.each(Object.keys(failures))('%s, with nowhere to go, ends in an explicit error', async (name) => {
    const { url, upstream } = await start({ first: {} });
    upstream('first').play(failures[name] ?? chat.answer(tide));
    const got = await ask(url, { stream });
    expect(got.error?.code).not.toBeNull();
    expectBrokenOff(got, tide, String(got.error?.code));
  });

  test.each(breaks)('is an explicit error when the route wants no recovery (%s)', async (how) => {
    const { url, upstream } = await start({ first: {}, second: {} }, { recovery: 'error' });
    upstream('first').play(chat.breakAfter(tide, 9, how));
    upstream('second').play(chat.answer(tide));
    expectBrokenOff(await ask(url, { stream }), tide, how === 'stall' ? 'timeout' : 'broken_answer');
    expect(upstream('second').requests).toHaveLength(0);
  });

  test('is tried again at its own target, when that may be', async () => {
    const { url, upstream } = await start({ first: {} }, { retries: 1 });
    upstream('first').play(chat.breakAfter(tide, 9, 'reset'), chat.answer(tide));
    expectWhole(await ask(url, { stream }), tide);
  });

  test('several times in one answer is mended each time', async () => {
    const { url, upstream, lastEvent } = await start({ first: {}, second: {}, third: {} });
    upstream('first').play(chat.breakAfter(tide, 4, 'close'));
    upstream('second').play(chat.breakAfter(tide, 12, 'reset'));
    upstream('third').play(chat.answer(tide));
    const got = await ask(url, { stream });
    expectWhole(got, tide);
    expect(lastEvent().recoveries).toHaveLength(2);
  });

  test('before it has got as far as the client was is gone on with all the same', async () => {
    const { url, upstream } = await start({ first: {}, second: {}, third: {} });
    upstream('first').play(chat.breakAfter(tide, 12, 'close'));
    upstream('second').play(chat.breakAfter(tide, 4, 'reset'));
    upstream('third').play(chat.answer(tide));
    expectWhole(await ask(url, { stream }), tide);
  });

  test('keeps what was sent whole when its bytes came one at a time', async () => {
    const { url, upstream } = await start({ first: {}, second: {} });
    upstream('first').play((request) => {
      const bytes = chat.bytes(tide, request);
      return [
        { do: 'head', status: 200, headers: { 'content-type': 'text/event-stream' } },
        { do: 'shred', bytes: bytes.subarray(0, bytes.indexOf('🌊') + 2) },
      ];
    });
    upstream('second').play(chat.answer(tide, { shredded: true }));
    expectWhole(await ask(url, { stream }), tide);
  });
});

describe('a stream without a fault', () => {
  test.each([
    ['one byte at a time', chat.answer(tide, { shredded: true })],
    ['without an end marker, after its stop reason', chat.without(tide, ['end', 'usage'])],
    ['cut after its stop reason', chat.without(tide, ['end', 'usage'], 'reset')],
    ['left open after its stop reason', chat.without(tide, ['end', 'usage'], 'stall')],
  ])('is complete: %s', async (_how, behaviour) => {
    const { url, upstream, lastEvent } = await start({ first: {}, second: {} });
    upstream('first').play(behaviour);
    upstream('second').play(chat.answer(otherWords));
    const got = await ask(url, { stream });
    expectWhole(got, tide);
    expect(got.comments).toEqual([]);
    expect(lastEvent()).toMatchObject({ recoveries: [], attempts: [{ outcome: 'finished' }] });
  });
});

describe('an answer in other words', () => {
  test.each([
    ['from the first word on', otherWords],
    ['after the same beginning', sameBeginning],
  ])('%s is never spliced: the next target is tried', async (_where, different) => {
    const { url, upstream } = await start({ first: {}, second: {}, third: {} });
    upstream('first').play(chat.breakAfter(tide, 9, 'close'));
    upstream('second').play(chat.answer(different));
    upstream('third').play(chat.answer(tide));
    const got = await ask(url, { stream });
    expectWhole(got, tide);
    expect(upstream('second').requests).toHaveLength(1);
    // What is not read on is cancelled.
    expect(upstream('third').requests).toHaveLength(1);
  });

  test.each([
    ['from the first word on', otherWords],
    ['after the same beginning', sameBeginning],
  ])('%s everywhere ends in an explicit error', async (_where, different) => {
    const { url, upstream } = await start({ first: {}, second: {}, third: {} });
    upstream('first').play(chat.breakAfter(tide, 9, 'close'));
    upstream('second').play(chat.answer(different));
    upstream('third').play(chat.answer(different));
    const got = await ask(url, { stream });
    expectError(got, 200, String(got.error?.code));
    expect(tide.text.startsWith(got.text)).toBe(true);
    expect(got.raw).not.toContain('[DONE]');
    expect(upstream('third').requests).toHaveLength(1);
  });

  test('that is shorter than what was sent is never taken for the end', async () => {
    const { url, upstream } = await start({ first: {}, second: {} });
    upstream('first').play(chat.breakAfter(tide, 9, 'close'));
    upstream('second').play(chat.answer({ text: tide.text.slice(0, 20) }));
    const got = await ask(url, { stream });
    expectError(got, 200, String(got.error?.code));
    expect(got.text).toBe(tide.text.slice(0, got.text.length));
  });
});

describe('restartMaxChars', () => {
  const long = { text: Array.from({ length: 700 }, (_, index) => `${index} `).join('') };

  test('with more sent, a stream is not started anew', async () => {
    const { url, upstream } = await start({ first: {}, second: {} });
    upstream('first').play(chat.breakAfter(long, 400, 'close'));
    upstream('second').play(chat.answer(long));
    expectBrokenOff(await ask(url, { stream }), long, 'broken_answer');
    expect(upstream('second').requests).toHaveLength(0);
  });

  test('is what the configuration says', async () => {
    const { url, upstream } = await start({ first: {}, second: {} }, { restartMaxChars: 5000 });
    upstream('first').play(chat.breakAfter(long, 400, 'close'));
    upstream('second').play(chat.answer(long));
    expectWhole(await ask(url, { stream }), long);
  });
});

describe('tool arguments that break in the middle', () => {
  test('are brought again whole, also where the provider says that the call is complete', async () => {
    const { url, upstream } = await start({ first: {}, second: {} });
    const [call] = tideCall.toolCalls ?? [];
    const cut = { name: call?.name ?? '', input: call?.input.slice(0, 30) ?? '' };
    upstream('first').play(chat.answer({ toolCalls: [cut] }));
    upstream('second').play(chat.answer(tideCall));
    expectWhole(await ask(url, { stream }), tideCall);
  });

  test.each(breaks)('are the same call when the next target makes the same one (%s)', async (how) => {
    const { url, upstream } = await start({ first: {}, second: {} });
    upstream('first').play(chat.breakAfter(tideCall, 4, how));
    upstream('second').play(chat.answer(tideCall, { charactersPerPiece: 5 }));
    const got = await ask(url, { stream });
    expectWhole(got, tideCall);
    expect(got.toolCalls[0]?.id).toMatch(/^call_/);
  });

  test('are never half of one call and half of another', async () => {
    const { url, upstream } = await start({ first: {}, second: {}, third: {} });
    upstream('first').play(chat.breakAfter(tideCall, 7, 'close'));
    upstream('second').play(chat.answer(otherTideCall));
    upstream('third').play(chat.answer(tide));
    const got = await ask(url, { stream });
    expectError(got, 200, String(got.error?.code));
    const [call] = got.toolCalls;
    expect(tideCall.toolCalls?.[0]?.input.startsWith(call?.input ?? 'nothing')).toBe(true);
    expect(got.text).toBe('');
  });

  test('are not continued by prefill, even where the target could', async () => {
    const { url, upstream } = await start({ first: {}, second: { prefill: true } });
    upstream('first').play(chat.breakAfter(tideCall, 4, 'close'));
    upstream('second').play(chat.answer(tideCall));
    expectWhole(await ask(url, { stream }), tideCall);
    expect(upstream('second').requests.map(({ prefill }) => prefill)).toEqual([null]);
  });

  test('after text are mended with it', async () => {
    const both = { ...tide, ...tideCall };
    const { url, upstream } = await start({ first: {}, second: { speaks: 'messages' } });
    upstream('first').play(chat.breakAfter(both, 27, 'close'));
    upstream('second').play(messages.answer(both));
    expectWhole(await ask(url, { stream }), both);
  });
});

describe('between formats', () => {
  const from: readonly [string, FaultTarget, Behaviour][] = [
    ['Chat', {}, chat.breakAfter(tide, 9, 'close')],
    ['Messages', { speaks: 'messages' }, messages.breakAfter(tide, 9, 'close')],
  ];
  const to: readonly [string, FaultTarget, Behaviour][] = [
    ['Chat', {}, chat.answer(tide)],
    ['Messages', { speaks: 'messages' }, messages.answer(tide)],
  ];
  const pairs = from.flatMap(([one, first, breaking]) =>
    to.map(([other, second, whole]) => [one, other, first, second, breaking, whole] as const),
  );
  test.each(pairs)('a stream of %s goes on with %s', async (_from, _to, first, second, breaking, whole) => {
    const { url, upstream } = await start({ first, second });
    upstream('first').play(breaking);
    upstream('second').play(whole);
    expectWhole(await ask(url, { stream, more: { stream_options: { include_usage: true } } }), tide);
  });

  test('reasoning that was told is not told again', async () => {
    const thought = { ...tide, reasoning: 'The table says noon, and the wind is from the west today.' };
    const { url, upstream } = await start({ first: {}, second: { speaks: 'messages' } });
    upstream('first').play(chat.breakAfter(thought, 20, 'close'));
    upstream('second').play(messages.answer(thought));
    expectWhole(await ask(url, { stream }), thought);
  });
});

/** A client that reads comments knows that its answer was mended. */
function expectDisclosed(got: Got, how: Break | 'continue' | 'restart'): void {
  expect(got.comments).toEqual([expect.stringMatching(new RegExp(`broke off; ${how} with`))]);
}
