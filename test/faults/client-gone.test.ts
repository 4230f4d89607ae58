import type { Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { openRaw, postHead } from '../support/raw-request.ts';
import { eventually } from '../support/running-gateway.ts';
import { ask } from './ask.ts';
import { breakBeforeHead } from './behaviours.ts';
import { expectNoKeys, expectWhole } from './expect-got.ts';
import { chat, type FaultTarget, masterKey, messages, providerKey, shortTimeouts } from './fault-gateway.ts';
import type { AskedRequest, Behaviour, FaultyUpstream } from './faulty-upstream.ts';
import { gatewayPerTest } from './gateway-per-test.ts';
import { readChatStream } from './read-chat-stream.ts';
import { otherWords, tide } from './replies.ts';

/** Nothing ends by a limit of its own here. */
const patient = { connectMs: 3000, firstTokenMs: 20_000, idleMs: 20_000, answerMs: 20_000, totalMs: 60_000 };
const cancelBoundMs = 1000;

const start = gatewayPerTest({ retries: 0, timeouts: patient });

async function lastRequest(upstream: FaultyUpstream): Promise<AskedRequest> {
  await eventually(() => upstream.requests.length > 0, 'the call');
  const request = upstream.requests.at(-1);
  if (!request) throw new Error('nothing was asked');
  return request;
}

async function expectCancelled({ left }: AskedRequest): Promise<void> {
  const late = new Promise((resolve) => setTimeout(resolve, cancelBoundMs, 'still connected').unref());
  await expect(Promise.race([left, late])).resolves.toBe(true);
}

describe('a client that leaves', () => {
  const waiting: readonly [string, boolean, FaultTarget, Behaviour][] = [
    ['before the head', true, {}, breakBeforeHead('stall')],
    ['before the first content', true, {}, chat.breakAfter(tide, 0, 'stall')],
    ['in the middle', true, {}, chat.breakAfter(tide, 9, 'stall')],
    ['in the middle of another format', true, { speaks: 'messages' }, messages.breakAfter(tide, 9, 'stall')],
    ['before a whole answer', false, {}, chat.breakAfter(tide, 0, 'stall')],
  ];
  test.each(waiting)('%s cancels the call within a second', async (_when, stream, target, behaviour) => {
    const { url, upstream, gateway } = await start({ only: target });
    upstream('only').play(behaviour);
    const leaving = new AbortController();
    const asking = ask(url, { stream, signal: leaving.signal }).catch(() => null);
    const request = await lastRequest(upstream('only'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    leaving.abort();
    await expectCancelled(request);
    await asking;
    await eventually(() => gateway.events('request').length === 1, 'its event');
    expect(gateway.events('request')[0]).toMatchObject({ status: 499, error: { kind: 'client-gone' } });
  });

  test.each<[how: string, target: FaultTarget]>([
    ['continued', { prefill: true }],
    ['restarted', {}],
    ['restarted in another format', { speaks: 'messages' }],
  ])('while its answer is %s cancels that call too', async (_how, target) => {
    const { url, upstream } = await start({ first: {}, second: target, third: {} });
    upstream('first').play(chat.breakAfter(tide, 9, 'close'));
    upstream('second').play(target.speaks ? messages.breakAfter(tide, 0, 'stall') : chat.breakAfter(tide, 0, 'stall'));
    upstream('third').play(chat.answer(tide));
    const leaving = new AbortController();
    const asking = ask(url, { stream: true, signal: leaving.signal }).catch(() => null);
    const request = await lastRequest(upstream('second'));
    leaving.abort();
    await expectCancelled(request);
    await asking;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(upstream('third').requests).toHaveLength(0);
  });

  test('while a retry is awaited ends the wait', async () => {
    const { url, upstream, gateway } = await start({ only: {} }, { retries: 2 });
    const slow = { type: 'rate_limit_error', message: 'Slow down.' };
    upstream('only').play(chat.fail(429, slow, { 'retry-after': '8' }));
    const leaving = new AbortController();
    const asking = ask(url, { stream: true, signal: leaving.signal }).catch(() => null);
    await lastRequest(upstream('only'));
    leaving.abort();
    await asking;
    await eventually(() => gateway.events('request').at(-1)?.status === 499, 'its event', cancelBoundMs);
    expect(upstream('only').requests).toHaveLength(1);
  });
});

describe('an attempt that was given up is cancelled', () => {
  test('when it fell silent', async () => {
    const { url, upstream } = await start({ first: {}, second: {} }, { timeouts: shortTimeouts });
    upstream('first').play(chat.breakAfter(tide, 9, 'stall'));
    upstream('second').play(chat.answer(tide));
    expectWhole(await ask(url, { stream: true }), tide);
    await expectCancelled(await lastRequest(upstream('first')));
  });

  test('when it goes on with another answer', async () => {
    const { url, upstream } = await start({ first: {}, second: {}, third: {} });
    upstream('first').play(chat.breakAfter(tide, 9, 'close'));
    upstream('second').play(chat.breakAfter(otherWords, 9, 'stall'));
    upstream('third').play(chat.answer(tide));
    expectWhole(await ask(url, { stream: true }), tide);
    await expectCancelled(await lastRequest(upstream('second')));
  });
});

test('a client that reads slowly gets all of a recovered answer', async () => {
  // Making the answer takes this process a while; only silence in its middle is to be short.
  const timeouts = { firstTokenMs: 10_000, idleMs: 300, totalMs: 20_000 };
  const { url, upstream } = await start({ first: {}, second: {} }, { timeouts });
  const long = { text: `${tide.text} ${'The sea is wide. '.repeat(600_000)}` };
  upstream('first').play(chat.breakAfter(tide, 15, 'close'));
  upstream('second').play(chat.answer(long, { charactersPerPiece: 20_000 }));
  const body = JSON.stringify({ model: 'route', stream: true, messages: [{ role: 'user', content: 'x' }] });
  const { socket, received, closed } = await openRaw(url);
  const head = postHead(url, { 'content-length': String(Buffer.byteLength(body)), connection: 'close' });
  socket.write(head + body);
  await readSome(socket, 500_000);
  socket.pause();
  // Longer than the provider may be silent, with more to come than the kernel's buffers hold.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  socket.resume();
  await closed;
  const raw = withoutChunkSizes(Buffer.from(received(), 'latin1').toString('utf8'));
  const read = readChatStream(raw);
  expect(read.violations).toEqual([]);
  expect(read.error).toBeNull();
  expect(read.isDone).toBe(true);
  expect(read.text === long.text).toBe(true);
});

describe('keys', () => {
  test('a client’s key stays here, and the provider’s stays there', async () => {
    const { url, upstream, gateway } = await start({ first: {}, second: { speaks: 'messages' } });
    upstream('first').play(chat.errorInside(tide, 9, { type: 'server_error', message: `For ${providerKey}: broke.` }));
    upstream('second').play(messages.fail(500, { type: 'api_error', message: `For ${providerKey}: broke.` }));
    const got = await ask(url, { stream: true, headers: { authorization: `Bearer ${masterKey}` } });
    expectNoKeys(got);
    expect(gateway.said()).not.toContain(providerKey);
    expect(gateway.said()).not.toContain(masterKey);
    for (const name of ['first', 'second']) {
      const [request] = upstream(name).requests;
      expect(JSON.stringify([request?.headers, request?.body])).not.toContain(masterKey);
      expect(JSON.stringify(request?.headers)).toContain(providerKey);
    }
  });
});

function readSome(socket: Socket, bytes: number): Promise<void> {
  return new Promise((resolve) => {
    let read = 0;
    socket.on('data', (piece: Buffer | string) => {
      read += piece.length;
      if (read >= bytes) resolve();
    });
  });
}

/** The body of a chunked answer. */
function withoutChunkSizes(answer: string): string {
  let rest = Buffer.from(answer.slice(answer.indexOf('\r\n\r\n') + 4));
  const pieces: Buffer[] = [];
  for (;;) {
    const end = rest.indexOf('\r\n');
    const size = Number.parseInt(rest.subarray(0, end).toString(), 16);
    if (!(size > 0)) return Buffer.concat(pieces).toString();
    pieces.push(rest.subarray(end + 2, end + 2 + size));
    rest = rest.subarray(end + 2 + size + 2);
  }
}
