import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { DeployedFunction } from './deployed-function.ts';

export interface ApiGateway {
  /** Base URL. */
  readonly url: string;
  /** What it did not like about answers of the function. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

const hopByHop = ['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'proxy-connection'];

/**
 * A stand-in for API Gateway (REST API, proxy integration, response streaming), made from its public documentation, not
 * recorded. A client that left is noticed when the function next writes.
 */
export async function startApiGateway(
  target: DeployedFunction,
  { binary = false }: { readonly binary?: boolean } = {},
): Promise<ApiGateway> {
  const complaints: string[] = [];
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      complaints.push(String(error));
      outgoing.destroy();
    });
  });

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const result = await target.invoke(eventOf(incoming, body, binary));
    if (result === null) return refuse(outgoing, 413, 'Request Too Long');
    if (result.kind === 'ended' && result.reason === 'timeout')
      return refuse(outgoing, 504, 'Endpoint request timed out');
    if (result.kind !== 'stream') return refuse(outgoing, 502, 'Internal server error');
    await relay(result.body, outgoing, complaints);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    complaints,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function refuse(outgoing: ServerResponse, status: number, message: string): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}

/** The answer as it comes: a JSON prelude, eight zeros, the body. */
async function relay(body: IncomingMessage, outgoing: ServerResponse, complaints: string[]): Promise<void> {
  let prelude: Buffer | null = Buffer.alloc(0);
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      if (outgoing.destroyed) {
        body.socket.destroy();
        return;
      }
      if (prelude === null) {
        outgoing.write(piece);
        continue;
      }
      prelude = Buffer.concat([prelude, piece]);
      const end = prelude.indexOf(Buffer.alloc(8));
      if (end < 0) continue;
      const { statusCode, headers } = JSON.parse(prelude.subarray(0, end).toString()) as {
        statusCode: number;
        headers: Record<string, string>;
      };
      for (const name of Object.keys(headers)) {
        if (hopByHop.includes(name.toLowerCase())) complaints.push(`the prelude has ${name}`);
      }
      outgoing.writeHead(statusCode, headers).flushHeaders();
      const rest = prelude.subarray(end + 8);
      if (rest.length > 0) outgoing.write(rest);
      prelude = null;
    }
  } catch {
    // The environment ended in the middle.
    outgoing.destroy();
    return;
  }
  const failed = body.trailers['lambda-runtime-function-error-type'] !== undefined;
  if (prelude !== null) refuse(outgoing, 502, 'Internal server error');
  else if (failed) outgoing.destroy();
  else outgoing.end();
}

function eventOf(incoming: IncomingMessage, body: Buffer, binary: boolean): unknown {
  const url = new URL(incoming.url ?? '/', 'http://gateway');
  const names = incoming.rawHeaders.filter((_, index) => index % 2 === 0);
  const several = Object.fromEntries(
    [...new Set(names)].map((name) => [name, incoming.headersDistinct[name.toLowerCase()] ?? []]),
  );
  const queries = [...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name)] as const);
  return {
    resource: '/{proxy+}',
    path: url.pathname,
    httpMethod: incoming.method,
    headers: Object.fromEntries(Object.entries(several).map(([name, values]) => [name, values.at(-1)])),
    multiValueHeaders: several,
    queryStringParameters:
      queries.length === 0 ? null : Object.fromEntries(queries.map(([name, all]) => [name, all.at(-1)])),
    multiValueQueryStringParameters: queries.length === 0 ? null : Object.fromEntries(queries),
    pathParameters: { proxy: url.pathname.slice(1) },
    stageVariables: null,
    requestContext: {
      resourcePath: '/{proxy+}',
      httpMethod: incoming.method,
      path: `/live${url.pathname}`,
      stage: 'live',
      protocol: 'HTTP/1.1',
      identity: { sourceIp: '127.0.0.1', userAgent: incoming.headers['user-agent'] ?? null },
    },
    body: body.length === 0 ? null : body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: binary && body.length > 0,
  };
}
