import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { chatAnswer, chatChunk, chatError, chatSteps, hello, roleChunk } from '../support/chat-wire.ts';
import { openRaw, postHead } from '../support/raw-request.ts';
import { eventually, mockConfig, startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';

let upstream: ScriptedUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway(mockConfig(upstream.url));
});
beforeEach(() => upstream.play(chatAnswer('ok')));
afterAll(async () => {
  await gateway.drain();
  await upstream.close();
});

/** Longer than this, and the upstream call was not cancelled. */
const cancelBoundMs = 1000;

async function leavesUpstream(request: number): Promise<void> {
  const seen = upstream.requests[request];
  if (!seen) throw new Error('the upstream was not asked');
  const bound = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('still connected')), cancelBoundMs).unref(),
  );
  await Promise.race([seen.clientLeft, bound]);
}

describe('a client that leaves', () => {
  test.each([
    ['before the first byte of a stream', chatSteps({ stall: true }), true],
    ['before a whole answer', chatSteps({ stall: true }), false],
    ['before the head of the answer', { delayMs: 60_000 }, true],
    ['in the middle of a stream', chatSteps({ send: roleChunk + chatChunk({ content: 'x' }) }, { stall: true }), true],
  ])('%s cancels the upstream call within a second', async (_when, script, stream) => {
    upstream.play(script);
    const before = upstream.requests.length;
    const leaving = new AbortController();
    const asking = gateway.post({ model: 'test', messages: hello, stream }, {}, leaving.signal).catch(() => null);
    await eventually(() => upstream.requests.length > before, 'the upstream call');
    await new Promise((resolve) => setTimeout(resolve, 30));
    leaving.abort();
    await leavesUpstream(before);
    await asking;
    await eventually(() => gateway.events('request').at(-1)?.status === 499, 'its event');
    expect(gateway.events('request').at(-1)).toMatchObject({ status: 499, error: { kind: 'client-gone' } });
  });

  test('while a retry is awaited ends the wait', async () => {
    upstream.play(chatError(429, { message: 'slow down' }, { 'retry-after': '8' }));
    const before = upstream.requests.length;
    const leaving = new AbortController();
    const asking = gateway.post({ model: 'mock/limited', messages: hello }, {}, leaving.signal).catch(() => null);
    await eventually(() => upstream.requests.length > before, 'the upstream call');
    leaving.abort();
    await asking;
    await eventually(() => gateway.events('request').at(-1)?.status === 499, 'its event', cancelBoundMs);
    expect(upstream.requests.length).toBe(before + 1);
  });
});

describe('a client that reads slowly', () => {
  test('holds the provider back instead of filling our memory', async () => {
    const event = Buffer.from(chatChunk({ content: 'x'.repeat(60_000) }));
    const times = 2000;
    upstream.play(chatSteps({ send: roleChunk }, { flood: event, times }));
    const body = JSON.stringify({ model: 'test', messages: hello, stream: true });
    const { socket, closed } = await openRaw(gateway.url);
    socket.pause();
    const before = upstream.requests.length;
    socket.write(postHead(gateway.url, { 'content-length': String(Buffer.byteLength(body)) }) + body);
    await eventually(() => upstream.requests.length > before, 'the upstream call');
    const seen = upstream.requests[before];
    let last = -1;
    // Settles when nothing more is taken from the provider.
    await eventually(() => {
      const now = seen?.bytesSent() ?? 0;
      const isSettled = now > 0 && now === last;
      last = now;
      return isSettled;
    }, 'the provider is held back');
    await new Promise((resolve) => setTimeout(resolve, 300));
    // The kernel's socket buffers take a few MB; the whole stream would be 120 MB.
    expect(seen?.bytesSent()).toBeLessThan(20_000_000);
    socket.destroy();
    await closed;
    await leavesUpstream(before);
  });
});
