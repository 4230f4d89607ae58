import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { GatewayEnvironment } from '../adapters/http/gateway-environment.ts';
import { NodeExchange } from '../adapters/http/node-exchange.ts';

export interface NodeServerOptions {
  readonly app: Hono<GatewayEnvironment>;
  /** Bound on receiving a request's headers, milliseconds. */
  readonly headersMs: number;
  /** Bound on receiving a whole request, body included, milliseconds. */
  readonly bodyMs: number;
}

/** How often Node looks for requests that take too long to arrive. */
const connectionsCheckMs = 1000;
/** Longer than the idle time of the load balancers and SDKs that keep connections open. */
const keepAliveMs = 75_000;

export interface NodeServer {
  readonly server: Server;
  /** Closes every connection on which nothing is being answered, also those that never asked anything. */
  closeIdleConnections(): void;
}

/** Node's HTTP server around the app. */
export function createNodeServer({ app, headersMs, bodyMs }: NodeServerOptions): NodeServer {
  // Node's own list of idle connections lacks those on which no request has come yet: browsers and SDKs open such.
  const answering = new Map<Socket, number>();
  const listener = getRequestListener(
    (request, { incoming, outgoing }) =>
      app.fetch(request, { exchange: new NodeExchange(incoming as IncomingMessage, outgoing as ServerResponse) }),
    {
      // The exchange reads bodies, and what is left of them, itself.
      autoCleanupIncoming: false,
      overrideGlobalObjects: false,
      errorHandler: () => errorResponse(400, 'The request line or the Host header is malformed.'),
    },
  );
  const server = createServer(
    {
      headersTimeout: headersMs,
      requestTimeout: headersMs + bodyMs,
      connectionsCheckingInterval: connectionsCheckMs,
      keepAliveTimeout: keepAliveMs,
      // Node's own answer to a missing Host has no body.
      requireHostHeader: false,
    },
    listener,
  );
  server.on('connection', (socket: Socket) => {
    answering.set(socket, 0);
    socket.once('close', () => answering.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, outgoing: ServerResponse) => {
    answering.set(socket, (answering.get(socket) ?? 0) + 1);
    outgoing.once('close', () => {
      const others = (answering.get(socket) ?? 1) - 1;
      if (!socket.destroyed) answering.set(socket, others);
    });
  });
  server.on('checkExpectation', (_incoming, outgoing: ServerResponse) => {
    const body = JSON.stringify(errorBody('The only expectation this gateway can meet is `100-continue`.'));
    outgoing.writeHead(417, { 'content-type': 'application/json' }).end(body);
  });
  server.on('clientError', refuseMalformed);
  return {
    server,
    closeIdleConnections() {
      for (const [socket, requests] of answering) if (requests === 0) socket.destroy();
    },
  };
}

/** What Node's parser refuses never reaches the app; it still gets an answer that says why. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason, message] = refusal(error.code);
  const body = JSON.stringify(errorBody(message));
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function refusal(code: string | undefined): readonly [number, string, string] {
  if (code === 'HPE_HEADER_OVERFLOW')
    return [431, 'Request Header Fields Too Large', 'The request headers are too large.'];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, 'Request Timeout', 'The request took too long to arrive.'];
  return [400, 'Bad Request', 'The request is not valid HTTP.'];
}

function errorResponse(status: number, message: string): Response {
  return new Response(JSON.stringify(errorBody(message)), { status, headers: { 'content-type': 'application/json' } });
}

function errorBody(message: string): unknown {
  return { error: { message, type: 'invalid_request_error', param: null, code: null } };
}
