import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { playAnswer, type ScriptedAnswer } from './scripted-upstream-answer.ts';

/** A request as the upstream saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The header names in the order sent, as sent. */
  readonly headerNames: readonly string[];
  readonly body: string;
  /** Which connection it came on, counted from 1. */
  readonly connection: number;
  /** Resolves when the client closes before the answer is complete. */
  readonly clientLeft: Promise<void>;
  /** Bytes of the answer handed to the operating system so far, the head included. */
  bytesSent(): number;
}

export type Script = ScriptedAnswer | ((request: SeenRequest) => ScriptedAnswer);

/** A real HTTP server on 127.0.0.1 that answers from a script and remembers what it was asked. */
export interface ScriptedUpstream {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** Replaces what is left of the script: one entry a request, the last one for all that follow. */
  play(...scripts: readonly [Script, ...Script[]]): void;
  close(): Promise<void>;
}

export async function startScriptedUpstream(): Promise<ScriptedUpstream> {
  const requests: SeenRequest[] = [];
  const sockets = new Map<Socket, number>();
  const closing = new AbortController();
  let scripts: Script[] = [];
  let connections = 0;

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const leaving = new AbortController();
    const clientLeft = new Promise<void>((resolve) => {
      response.once('close', () => {
        if (!response.writableFinished) resolve();
        leaving.abort();
      });
    });
    // A client that resets its connection is part of many scripts.
    response.on('error', () => {});
    const seen = await readRequest(incoming, sockets.get(incoming.socket) ?? 0, clientLeft);
    requests.push(seen);
    const script = (scripts.length > 1 ? scripts.shift() : scripts[0]) ?? { status: 500, body: 'no script' };
    const played = typeof script === 'function' ? script(seen) : script;
    await playAnswer(played, response, AbortSignal.any([leaving.signal, closing.signal]));
  }

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    connections += 1;
    sockets.set(socket, connections);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: urlOf(server.address()),
    requests,
    play(...next) {
      scripts = [...next];
    },
    async close() {
      closing.abort();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/**
 * A base URL at which nothing listens: port 4 is assigned to no service, and no system hands it out. (A port that was
 * free a moment ago may be another server's the next.)
 */
export const refusedUrl = 'http://127.0.0.1:4';

async function readRequest(
  incoming: IncomingMessage,
  connection: number,
  clientLeft: Promise<void>,
): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { socket } = incoming;
  const sentBefore = socket.bytesWritten;
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: incoming.headers,
    headerNames: incoming.rawHeaders.filter((_, index) => index % 2 === 0),
    body: Buffer.concat(chunks).toString(),
    connection,
    clientLeft,
    bytesSent: () => socket.bytesWritten - socket.writableLength - sentBefore,
  };
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}
