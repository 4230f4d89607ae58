import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HeldStreams } from './load-held-streams.ts';
import { loadLoneChunks } from './load-lone-chunks.ts';
import type { SurfaceProtocol } from './load-order.ts';
import { loadRequests } from './load-requests.ts';
import { upstreamModel } from './mock-answers.ts';
import { type MockUpstream, startMockUpstream } from './mock-upstream.ts';
import { loadSurface } from './surfaces/load-surface.ts';

type Spoil = (text: string) => string;

/** A gateway that spoils what passes through it, and answers in pieces of odd sizes. */
async function startSpoiler(upstreamPort: number, spoil: Spoil): Promise<Server> {
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const { authorization = '' } = request.headers;
    const init = { method: 'POST', headers: { authorization }, body: Buffer.concat(pieces) };
    const answer = await fetch(`http://127.0.0.1:${upstreamPort}${request.url}`, init);
    const text = spoil(await answer.text());
    response.writeHead(answer.status);
    for (let at = 0; at < text.length; at += 37) response.write(text.slice(at, at + 37));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('the load', () => {
  let upstream: MockUpstream;
  let spoiler: Server | null = null;

  beforeEach(async () => {
    upstream = await startMockUpstream();
  });

  afterEach(() => {
    upstream.close();
    spoiler?.close();
    spoiler?.closeAllConnections();
    spoiler = null;
  });

  const request = (port: number, streamEvery: number, model = upstreamModel) =>
    loadRequests({ type: 'requests', to: { port, model }, connections: 2, count: 6, streamEvery });

  async function through(spoil: Spoil, streamEvery: number): Promise<number> {
    spoiler = await startSpoiler(upstream.port, spoil);
    const { answered } = await request((spoiler.address() as AddressInfo).port, streamEvery);
    return answered;
  }

  test('counts whole and streamed answers that are right', async () => {
    expect((await request(upstream.port, 0)).answered).toBe(6);
    expect((await request(upstream.port, 1)).answered).toBe(6);
  });

  test('takes right answers however they are cut', async () => {
    expect(await through((text) => text, 0)).toBe(6);
  });

  test('takes right streams however they are cut', async () => {
    expect(await through((text) => text, 1)).toBe(6);
  });

  test('fails on an answer that is an error', async () => {
    await expect(request(upstream.port, 0, 'another-model')).rejects.toThrow('status 400');
  });

  test('fails on an answer without its text', async () => {
    await expect(through((text) => text.replace('word007', 'word008'), 0)).rejects.toThrow('without its text');
  });

  test('fails on a stream without its end marker', async () => {
    await expect(through((text) => text.replace('data: [DONE]\n\n', ''), 1)).rejects.toThrow('without [DONE]');
  });

  test('fails on a stream that lacks an event', async () => {
    await expect(through((text) => text.replace(/data: .*word007.*\n\n/, ''), 1)).rejects.toThrow('23 events instead');
  });

  test('fails on a stream that says other words', async () => {
    await expect(through((text) => text.replace('word007', 'word008'), 1)).rejects.toThrow('not the text');
  });

  test('fails on a connection that breaks', async () => {
    spoiler = createServer((_, response) => response.write('half', () => response.destroy()));
    await new Promise<void>((resolve) => spoiler?.listen(0, '127.0.0.1', resolve));
    await expect(request((spoiler.address() as AddressInfo).port, 0)).rejects.toThrow('closed before');
  });

  test('reads each lone chunk before it sends the next', async () => {
    const to = { port: upstream.port, model: upstreamModel };
    const order = { type: 'lone-chunks', to, connections: 3, streams: 5, chunksPerStream: 40 } as const;
    const result = await loadLoneChunks(order, upstream);
    expect(result).toMatchObject({ answered: 5, chunks: 200, loneShare: 1 });
  });

  const surface = (port: number, protocol: SurfaceProtocol, chunkCount: number) => {
    const order = { type: 'surface', to: { port, model: upstreamModel }, protocol, isStored: true } as const;
    return loadSurface({ ...order, connections: 2, count: 5, chunkCount }, upstream);
  };
  const protocols = ['chat', 'messages', 'responses'] as const;

  test.each(protocols)('counts whole and streamed answers of %s that are right', async (protocol) => {
    expect((await surface(upstream.port, protocol, 0)).answered).toBe(5);
    expect(await surface(upstream.port, protocol, 30)).toMatchObject({ answered: 5, chunks: 150 });
  });

  test.each(protocols)('fails on an answer of %s that is not all there', async (protocol) => {
    const through = async (spoil: Spoil, chunkCount: number): Promise<unknown> => {
      const server = await startSpoiler(upstream.port, spoil);
      spoiler = server;
      const { port } = server.address() as AddressInfo;
      return surface(port, protocol, chunkCount).finally(() => server.close());
    };
    await expect(through((text) => text.replace('word007', 'word008'), 0)).rejects.toThrow('without its text');
    await expect(through((text) => text.replace(/(object|stop_reason|status)"/g, 'other"'), 0)).rejects.toThrow(
      `as ${protocol} does`,
    );
  });

  test('holds streams open until they are released, and sees each end', async () => {
    const held = new HeldStreams(upstream);
    const to = { port: upstream.port, model: upstreamModel };
    expect((await held.hold({ type: 'hold', to, streams: 150 })).answered).toBe(150);
    expect((await held.release()).answered).toBe(150);
  });
});
