import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { faultNames, generateRequest } from './generate-request.ts';
import { runCampaign } from './run-campaign.ts';
import { showRequest } from './show-request.ts';

const servers: { close(): unknown; closeAllConnections?(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections?.();
    server.close();
  }
});

async function listen(server: Server | ReturnType<typeof createSocketServer>): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that gives every request the same answer. */
function always(status: number, body: string, type = 'application/json'): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status, { 'content-type': type }).end(body));
  });
  return listen(server);
}

async function violationsAt(address: string, boundMs = 5000): Promise<string[]> {
  const generate = (): ReturnType<typeof generateRequest> => ({
    fault: 'test',
    writes: [Buffer.from('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\n{')],
    methods: ['POST'],
    expects: 'refusal',
    keepsConnection: true,
  });
  const { violations } = await runCampaign({ address, seed: 1, count: 1, concurrency: 1, boundMs, generate });
  return violations.map(({ what }) => what);
}

const soundError = JSON.stringify({ error: { message: 'no', type: 'x', param: null, code: null } });

describe('the campaign notices', () => {
  test('nothing where a request is refused as it should be', async () => {
    expect(await violationsAt(await always(400, soundError))).toEqual([]);
  });

  test.each([
    ['a 500', 500, soundError, 'application/json', /is a 500/],
    ['a 503', 503, soundError, 'application/json', /is a 503/],
    ['an answer to what cannot be understood', 200, '{}', 'application/json', /answered with 200/],
    ['an error without a body', 400, '', 'application/json', /not JSON/],
    ['an error that is no JSON', 400, '<html>', 'text/html', /not JSON/],
    ['an error without an error object', 400, '{"message":"no"}', 'application/json', /no error object/],
    ['an empty message', 400, '{"error":{"message":"","param":null,"code":null}}', 'application/json', /no message/],
    ['a missing code', 400, '{"error":{"message":"x","param":null}}', 'application/json', /param or code/],
    ['a stream without an end', 200, 'data: {"choices":[]}\n\n', 'text/event-stream', /without an end marker/],
  ])('%s', async (_what, status, body, type, expected) => {
    expect(await violationsAt(await always(status, body, type))).toEqual([expect.stringMatching(expected)]);
  });

  test('a server that never answers', async () => {
    const address = await listen(createServer(() => {}));
    expect(await violationsAt(address, 200)).toEqual([expect.stringContaining('in time')]);
  });

  test('a server that hangs up', async () => {
    const address = await listen(createSocketServer((socket) => socket.on('data', () => socket.destroy())));
    expect(await violationsAt(address)).toEqual([expect.stringContaining('without an answer')]);
  });

  test('a server that is gone', async () => {
    const address = await always(400, soundError);
    await new Promise((resolve) => servers.splice(0)[0]?.close() && setImmediate(resolve));
    expect(await violationsAt(address)).toEqual([expect.stringContaining('ECONNREFUSED')]);
  });

  test('an answer that is cut', async () => {
    const address = await listen(
      createSocketServer((socket) =>
        socket.on('data', () => socket.end('HTTP/1.1 400 No\r\ncontent-length: 9\r\n\r\n{')),
      ),
    );
    expect(await violationsAt(address)).toEqual([expect.stringContaining('was cut')]);
  });
});

describe('the requests of a campaign', () => {
  test('are the same whenever they are made, and others for another seed', () => {
    const show = (seed: number): string[] =>
      Array.from({ length: 50 }, (_, index) => showRequest(generateRequest(seed, index)));
    expect(show(7)).toEqual(show(7));
    expect(show(7)).not.toEqual(show(8));
    expect(new Set(show(7)).size).toBeGreaterThan(40);
  });

  test('have every fault among them', () => {
    const made = new Set(Array.from({ length: 3000 }, (_, index) => generateRequest(1, index).fault));
    expect([...made].sort()).toEqual([...faultNames].sort());
  });

  test('are shown so that their bytes can be read', () => {
    const request = { ...generateRequest(1, 0), writes: [Buffer.from('a\r\n\\\u0000\xff', 'latin1')] };
    expect(showRequest(request)).toBe(String.raw`a\r\n\\\x00\xff`);
  });
});
