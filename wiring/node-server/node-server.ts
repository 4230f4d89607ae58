import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { GatewayEnvironment } from '../../adapters/http/gateway-environment.ts';
import { NodeExchange } from '../../adapters/http/node-exchange.ts';
import type { Refusal, Refuse } from '../../adapters/http/refusal.ts';
import { GatewayError, invalidRequest } from '../../core/errors/gateway-error.ts';
import { Connection } from './connection.ts';
import { hostFault } from './host-fault.ts';

/** Answers on the exchange, or with a response. */
export interface NodeApp {
  fetch(request: Request, environment: GatewayEnvironment['Bindings']): Response | Promise<Response>;
}

export interface NodeServerOptions {
  readonly app: NodeApp;
  /** Answers what never reaches the app. */
  readonly refuse: Refuse;
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
  /** From now on each answer says that its connection ends with it. */
  startDraining(): void;
  /** Closes every connection on which nothing is being answered, also those that never asked anything. */
  closeIdleConnections(): void;
}

/** Node's HTTP server around the app. */
export function createNodeServer({ app, refuse, headersMs, bodyMs }: NodeServerOptions): NodeServer {
  // Node's own list of idle connections lacks those on which no request has come yet: browsers and SDKs open such.
  const connections = new Map<Socket, Connection>();
  let isDraining = false;
  const serve = getRequestListener(
    (request, { incoming, outgoing }) =>
      app.fetch(request, {
        exchange: new NodeExchange(incoming as IncomingMessage, outgoing as ServerResponse),
        sent: RESPONSE_ALREADY_SENT,
      }),
    {
      // The exchange reads bodies, and what is left of them, itself.
      autoCleanupIncoming: false,
      overrideGlobalObjects: false,
      // Only HTTP/1.0 comes this far without a Host.
      hostname: 'localhost',
      errorHandler: (error) => {
        const isMalformed = error instanceof RequestError;
        const { status, headers, body } = refuse(
          isMalformed ? invalidRequest(null, 'The request line or the Host header is malformed.') : error,
        );
        return new Response(body, { status, headers });
      },
    },
  );
  const server = createServer({
    headersTimeout: headersMs,
    requestTimeout: headersMs + bodyMs,
    connectionsCheckingInterval: connectionsCheckMs,
    keepAliveTimeout: keepAliveMs,
    // Node's own answer to a missing Host has no body.
    requireHostHeader: false,
  });
  server.on('connection', (socket: Socket) => {
    connections.set(socket, new Connection(socket));
    socket.once('close', () => connections.delete(socket));
  });
  server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const connection = connections.get(incoming.socket);
    connection?.begin(incoming, outgoing);
    if (isDraining) connection?.announceEnd();
    const fault = hostFault(incoming);
    if (fault === null) serve(incoming, outgoing);
    else answer(outgoing, refuse(invalidRequest(null, fault)));
  });
  server.on('checkExpectation', (_incoming, outgoing: ServerResponse) => {
    const message = 'The only expectation this gateway can meet is `100-continue`.';
    answer(outgoing, refuse(invalidRequest(null, message), 417));
  });
  // What Node's parser refuses never reaches the app; it still gets an answer that says why.
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const connection = connections.get(socket);
    if (error.code === 'ECONNRESET' || !socket.writable || !connection) socket.destroy();
    else connection.refuse(() => rawAnswer(refuse(...parserFault(error.code))));
  });
  return {
    server,
    startDraining() {
      isDraining = true;
      for (const connection of connections.values()) connection.announceEnd();
    },
    closeIdleConnections() {
      for (const [socket, connection] of connections) if (connection.isIdle) socket.destroy();
    },
  };
}

function answer(outgoing: ServerResponse, { status, headers, body }: Refusal): void {
  outgoing.writeHead(status, { ...headers, connection: 'close' }).end(body);
}

function rawAnswer({ status, headers, body }: Refusal): string {
  const all = { ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`;
}

function parserFault(code: string | undefined): readonly [GatewayError, number?] {
  if (code === 'HPE_HEADER_OVERFLOW') return [invalidRequest(null, 'The request headers are too large.'), 431];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return [new GatewayError('request-timeout', 'The request took too long to arrive.')];
  return [invalidRequest(null, 'The request is not valid HTTP.')];
}
