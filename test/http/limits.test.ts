import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { chatAnswer, chatChunk, chatSteps, hello, roleChunk } from '../support/chat-wire.ts';
import { openRaw, postHead } from '../support/raw-request.ts';
import { eventually, mockConfig, startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';

const limits = `
limits: { maxBodyBytes: 100000, maxConcurrent: 2, queue: { length: 1, waitMs: 300 }, headersMs: 500, bodyMs: 500 }
`;

let upstream: ScriptedUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway(mockConfig(upstream.url, limits));
});
beforeEach(() => upstream.play(chatAnswer('ok')));
afterAll(async () => {
  await gateway.drain();
  await upstream.close();
});

const question = { model: 'test', messages: hello };

describe('a body over the limit', () => {
  test('is answered with 413 although the client sends all of it first', async () => {
    const body = JSON.stringify({ model: 'test', messages: [{ role: 'user', content: 'x'.repeat(5_000_000) }] });
    const response = await gateway.post(body);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining('100000 bytes'), param: null },
    });
  });

  test('is answered with 413 when its length is not announced', async () => {
    const { socket, received, closed } = await openRaw(gateway.url);
    socket.write(postHead(gateway.url, { 'transfer-encoding': 'chunked' }));
    const chunk = Buffer.alloc(60_000, 'x');
    for (let sent = 0; sent < 5; sent += 1)
      socket.write(Buffer.concat([Buffer.from('ea60\r\n'), chunk, Buffer.from('\r\n')]));
    socket.write('0\r\n\r\n');
    await eventually(() => received().startsWith('HTTP/1.1 413'), 'the answer');
    socket.destroy();
    await closed;
  });

  test('leaves the connection usable', async () => {
    const { socket, received } = await openRaw(gateway.url);
    socket.write(postHead(gateway.url, { 'content-length': '150000' }));
    socket.write(Buffer.alloc(150_000, 'x'));
    await eventually(() => received().includes('413'), 'the first answer');
    const body = JSON.stringify(question);
    socket.write(postHead(gateway.url, { 'content-length': String(Buffer.byteLength(body)) }) + body);
    await eventually(() => received().includes('HTTP/1.1 200'), 'the second answer');
    socket.destroy();
  });
});

describe('a request that arrives too slowly', () => {
  test.each([
    ['headers', 'POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow'],
    ['body', `POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\n{"model"`],
  ])('in its %s gets 408 and its place back', async (_part, text) => {
    const { socket, received, closed } = await openRaw(gateway.url);
    socket.write(text);
    await closed;
    expect(received()).toMatch(/^HTTP\/1\.1 408 /);
    expect(received()).toContain('took too long to arrive');
    await eventually(() => gateway.events('notice').length >= 0, 'nothing');
    expect((await gateway.post(question)).status).toBe(200);
  });
});

describe('more requests than places', () => {
  test('wait in the queue, and are told when to come back when it is full or the wait too long', async () => {
    upstream.play(chatSteps({ send: roleChunk + chatChunk({ content: 'x' }) }, { stall: true }));
    const leaving = new AbortController();
    const held = [1, 2].map(() => gateway.post({ ...question, stream: true }, {}, leaving.signal));
    await Promise.all(held);
    const waiting = gateway.post(question);
    await eventually(() => true, 'a turn');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const refused = await gateway.post(question);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('x-should-retry')).toBeNull();
    expect(await refused.json()).toMatchObject({
      error: { code: 'gateway_busy', message: expect.stringContaining('queue is full') },
    });
    const tooLate = await waiting;
    expect(tooLate.status).toBe(503);
    expect(await tooLate.json()).toMatchObject({ error: { message: expect.stringContaining('300 ms') } });

    upstream.play(chatAnswer('after the wait'));
    const next = gateway.post(question);
    leaving.abort();
    expect((await next).status).toBe(200);
  });
});

describe('what the HTTP parser refuses', () => {
  test.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['headers of 100 KB', `GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\nx-big: ${'a'.repeat(100_000)}\r\n\r\n`, 431],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx', 400],
    ['an odd Host', 'GET /health HTTP/1.1\r\nhost: a b c\r\n\r\n', 400],
  ])('%s is answered with a reason', async (_what, text, status) => {
    const { socket, received } = await openRaw(gateway.url);
    socket.write(text);
    await eventually(() => received().includes('\r\n\r\n{'), 'an answer with a JSON body');
    expect(received()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(received().slice(received().indexOf('\r\n\r\n{') + 4))).toMatchObject({
      error: { message: expect.any(String), param: null, code: null },
    });
    socket.destroy();
  });
});
