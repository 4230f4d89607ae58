import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Asked, play } from './scenario.ts';
import type { Body, Wire } from './wire.ts';

/** A request as the upstream got it. */
export interface UpstreamRequest {
  readonly path: string;
  readonly asked: Asked;
  readonly body: Body;
  readonly headers: IncomingHttpHeaders;
  /** Milliseconds since the epoch at which its client left before the answer was complete; `null` = it did not. */
  leftAt: number | null;
}

/** A real HTTP server on 127.0.0.1 that answers as a provider would, from the scenario it is asked for. */
export interface Upstream {
  readonly url: string;
  readonly requests: readonly UpstreamRequest[];
  close(): Promise<void>;
}

/** What it says of every request whose tokens it is to count. */
export const countedTokens = 4242;

export async function startUpstream(wire: Wire): Promise<Upstream> {
  const requests: UpstreamRequest[] = [];

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece);
    const path = incoming.url?.split('?')[0] ?? '';
    if (incoming.method !== 'POST' || (path !== wire.path && path !== wire.countPath)) {
      const missing = {
        status: 404,
        type: 'not_found_error',
        message: `Nothing at ${incoming.method} ${incoming.url}`,
      };
      response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify(wire.error(missing)));
      return;
    }
    const body: Body = JSON.parse(Buffer.concat(pieces).toString());
    const request: UpstreamRequest = {
      path,
      asked: wire.read(body),
      body,
      headers: incoming.headers,
      leftAt: null,
    };
    requests.push(request);
    response.once('close', () => {
      if (!response.writableFinished) request.leftAt = Date.now();
    });
    if (path === wire.countPath) {
      response.writeHead(200, { 'content-type': 'application/json', 'request-id': 'req_script' });
      response.end(JSON.stringify({ input_tokens: countedTokens }));
      return;
    }
    const played = play(request.asked);
    if ('status' in played) {
      const headers = { 'content-type': 'application/json', 'request-id': 'req_script', ...played.headers };
      response.writeHead(played.status, headers).end(JSON.stringify(wire.error(played)));
    } else if (body.stream === true) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_script' });
      const { events, stallsAfter } = wire.stream(played);
      const sent = played.stalls || played.breaks ? events.slice(0, stallsAfter) : events;
      for (const event of sent) response.write(event);
      if (played.breaks) {
        // What came before is on its way by then.
        await sleep(50);
        response.write(wire.errorEvent({ type: 'overloaded_error', message: 'Too many ask at once.' }));
      }
      if (!played.stalls) response.end();
    } else if (!played.stalls) {
      response.writeHead(200, { 'content-type': 'application/json', 'request-id': 'req_script' });
      response.end(JSON.stringify(wire.whole(played)));
    }
  }

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
