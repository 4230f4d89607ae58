import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServedFile {
  readonly bytes: Buffer;
  /** Breaks the connection after so many bytes of an answer, so often. */
  readonly breaks?: { readonly afterBytes: number; times: number };
  /** Answers every request whole, whatever range was asked for. */
  readonly ignoresRanges?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
  /** Sends no length. */
  readonly isChunked?: boolean;
}

export interface FileServer {
  readonly url: string;
  readonly files: Map<string, ServedFile>;
  /** What was asked: path and range. */
  readonly requests: { readonly path: string; readonly range: string | null; readonly authorization: string | null }[];
  close(): Promise<void>;
}

/** A server of files on this machine, with ranges and broken connections. */
export async function startFileServer(): Promise<FileServer> {
  const files = new Map<string, ServedFile>();
  const requests: FileServer['requests'] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const { range, authorization } = request.headers;
    requests.push({ path, range: range ?? null, authorization: authorization ?? null });
    serve(files.get(path), request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    files,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function serve(file: ServedFile | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (file === undefined) {
    response.writeHead(404).end('no such file');
    return;
  }
  const { bytes, breaks, ignoresRanges = false, headers = {}, status = 200, isChunked = false } = file;
  const from = ignoresRanges ? 0 : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from >= bytes.length && from > 0) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    return;
  }
  const body = bytes.subarray(from);
  response.writeHead(from > 0 ? 206 : status, {
    ...headers,
    ...(isChunked ? {} : { 'content-length': body.length }),
    ...(from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
  });
  if (request.method === 'HEAD') {
    response.end();
  } else if (breaks !== undefined && breaks.times > 0) {
    breaks.times -= 1;
    response.write(body.subarray(0, breaks.afterBytes), () => setTimeout(() => response.socket?.destroy(), 20));
  } else {
    response.end(body);
  }
}

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
