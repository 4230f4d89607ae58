import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NodeExchange } from '../../adapters/http/node-exchange.ts';
import { chatAnswer, chatChunk, chatSteps, done, hello, roleChunk, stopChunk } from '../support/chat-wire.ts';
import { openRaw, postHead } from '../support/raw-request.ts';
import { eventually, mockConfig, startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';

let upstream: ScriptedUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway(mockConfig(upstream.url));
});
afterAll(async () => {
  await gateway.drain();
  await upstream.close();
});

async function ask(text: string): Promise<string> {
  const { socket, received } = await openRaw(gateway.url);
  socket.write(text);
  await eventually(() => received().includes('\r\n\r\n'), 'an answer');
  socket.destroy();
  return received();
}

describe('a target that is a whole address', () => {
  test('is served, and counted by the path it leads to, whatever its host', async () => {
    for (let count = 0; count < 3; count += 1)
      expect(await ask(`GET http://h${count}.example/v1/models HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`)).toMatch(/ 403 /);
    expect(await ask('GET http://localhost/v1/models/test?x=1 HTTP/1.1\r\nhost: evil.example\r\n\r\n')).toMatch(
      / 200 /,
    );
    expect(await ask('POST http://h.example/v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n')).toMatch(/ 403 /);
    const paths = new Set(gateway.events('request').map(({ path }) => path));
    expect([...paths].sort()).toEqual(['/v1/chat/completions', '/v1/models', '/v1/models/:id']);
  });
});

describe('the Host header', () => {
  test.each([
    ['twice', 'host: 127.0.0.1\r\nHost: 127.0.0.1\r\n', '1.1', 400],
    ['missing', '', '1.1', 400],
    ['missing from HTTP/1.0', '', '1.0', 200],
    ['that only looks like an address of this machine', 'host: 127.999.0.1\r\n', '1.1', 403],
  ])('%s', async (_what, headers, version, status) => {
    expect(await ask(`GET /health HTTP/${version}\r\n${headers}\r\n`)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });
});

describe('bytes that make no sense', () => {
  const first = roleChunk + chatChunk({ content: 'half' });

  function stream(): string {
    const body = JSON.stringify({ model: 'test', messages: hello, stream: true });
    return postHead(gateway.url, { 'content-length': String(Buffer.byteLength(body)) }) + body;
  }

  test('behind a request do not get into its answer, which ends whole; then the connection ends', async () => {
    upstream.play(
      chatSteps({ send: first }, { waitMs: 300 }, { send: chatChunk({ content: 'whole' }) + stopChunk + done }),
    );
    const { socket, received, closed } = await openRaw(gateway.url);
    socket.write(stream());
    await eventually(() => received().includes('half'), 'the first piece');
    socket.write('\u0000garbage\r\n\r\n');
    await closed;
    expect(received()).toMatch(/whole.*\[DONE\]\s+0\r\n\r\n$/s);
    expect(received()).not.toContain('not valid HTTP');
  });

  test('behind a request that is broken off in its body neither', async () => {
    upstream.play(
      chatSteps({ send: first }, { waitMs: 300 }, { send: chatChunk({ content: 'whole' }) + stopChunk + done }),
    );
    const { socket, received, closed } = await openRaw(gateway.url);
    socket.write(`${stream()}${postHead(gateway.url, { 'transfer-encoding': 'chunked' })}zz\r\n`);
    await closed;
    expect(received()).toMatch(/whole.*\[DONE\]\s+0\r\n\r\n$/s);
  });

  test('are answered with an id, which the log has too', async () => {
    const answer = await ask('nonsense\r\n\r\n');
    const id = answer.match(/x-request-id: (req_\w+)/)?.[1];
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain(`(request id: ${id})`);
    expect(answer).toContain(`"request_id":"${id}"`);
    expect(gateway.events('request').find(({ requestId }) => requestId === id)).toMatchObject({
      status: 400,
      path: '(malformed)',
    });
  });
});

describe('a method that a path does not take', () => {
  test.each([
    ['DELETE', '/v1/models/test', 'GET, HEAD'],
    ['POST', '/health', 'GET, HEAD'],
    ['GET', '/chat/completions', 'POST'],
  ])('%s %s is told what it takes', async (method, path, allow) => {
    const response = await fetch(`${gateway.url}${path}`, { method });
    expect({ status: response.status, allow: response.headers.get('allow') }).toEqual({ status: 405, allow });
  });

  test('HEAD is taken wherever GET is', async () => {
    expect((await fetch(`${gateway.url}/health`, { method: 'HEAD' })).status).toBe(200);
  });
});

test('an answer given while draining says that its connection ends', async () => {
  const draining = await startTestGateway(mockConfig(upstream.url));
  upstream.play({ ...chatAnswer('last'), delayMs: 300 });
  const before = upstream.requests.length;
  const running = draining.post({ model: 'test', messages: hello });
  await eventually(() => upstream.requests.length > before, 'the upstream call');
  const drained = draining.drain();
  expect((await running).headers.get('connection')).toBe('close');
  await drained;
});

describe('a client that stops reading', () => {
  // Longer than a busy machine keeps a reader from reading, shorter than the slow one takes.
  const patience = { answerMs: 600, streamMs: 600 };
  const large = Buffer.alloc(30_000_000, 'x');

  async function withServer(
    serve: (exchange: NodeExchange) => void,
    check: (url: string) => Promise<void>,
  ): Promise<void> {
    const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) =>
      serve(new NodeExchange(incoming, outgoing, patience)),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    await check(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
    server.closeAllConnections();
    server.close();
  }

  test('loses a whole answer after a while', async () => {
    let served: NodeExchange | null = null;
    const serve = (exchange: NodeExchange): void => {
      served = exchange;
      exchange.send(200, {}, large);
    };
    await withServer(serve, async (url) => {
      const { socket } = await openRaw(url);
      socket.pause();
      socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
      await eventually(() => served?.signal.aborted === true, 'the end of the connection');
      socket.destroy();
    });
  });

  test('is waited for no longer than a while in a stream', async () => {
    let outcome: unknown = null;
    const serve = (exchange: NodeExchange): void => {
      exchange.begin(200, {});
      exchange.write(large, new AbortController().signal)?.catch((error: unknown) => {
        outcome = error;
      });
    };
    await withServer(serve, async (url) => {
      const { socket } = await openRaw(url);
      socket.pause();
      socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
      await eventually(() => outcome !== null, 'the end of the wait');
      expect(outcome).toMatchObject({ kind: 'client-gone', message: 'The client stopped reading.' });
      socket.destroy();
    });
  });

  test('but one that reads slowly gets its whole answer, and the next one takes its time', async () => {
    const exchanges: NodeExchange[] = [];
    const serve = (exchange: NodeExchange): void => {
      exchanges.push(exchange);
      if (exchanges.length === 1) exchange.send(200, {}, large);
    };
    await withServer(serve, async (url) => {
      const { socket, received } = await openRaw(url);
      const request = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';
      socket.write(request + request);
      const slowly = setInterval(() => {
        socket.pause();
        setTimeout(() => socket.resume(), 60);
      }, 65);
      await eventually(() => received().length > large.length && exchanges.length === 2, 'the first answer', 20_000);
      clearInterval(slowly);
      // Longer than a client may take nothing: this time it is the answer that is not there yet.
      await new Promise((resolve) => setTimeout(resolve, 2 * patience.answerMs));
      exchanges[1]?.send(200, {}, 'the second');
      await eventually(() => received().endsWith('the second'), 'the second answer');
      socket.destroy();
    });
  });
});
