import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** The three calls of S3 that blobs need, made from public wire documentation; nothing of its rules. */
export interface ScriptedS3 {
  readonly endpoint: string;
  /** What was asked so far: `PUT /bucket/key`. */
  readonly asked: readonly string[];
  /** How many of the next requests end in HTTP 503. */
  failures: number;
  /** Says nothing from now on. */
  isSilent: boolean;
  close(): void;
}

const noSuchKey =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchKey</Code><Message>No such key.</Message></Error>';
const slowDown =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code><Message>Slow down.</Message></Error>';

export async function startScriptedS3(): Promise<ScriptedS3> {
  const objects = new Map<string, Buffer>();
  const asked: string[] = [];
  const server = createServer((request, response) => void answer(request, response));
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = new URL(request.url ?? '/', 'http://s3').pathname;
    asked.push(`${request.method} ${path}`);
    if (state.isSilent) return;
    if (state.failures > 0) {
      state.failures--;
      response.writeHead(503, { 'content-type': 'application/xml' }).end(slowDown);
    } else if (request.method === 'PUT') {
      objects.set(path, Buffer.concat(chunks));
      response.writeHead(200).end();
    } else if (request.method === 'DELETE') {
      objects.delete(path);
      response.writeHead(204).end();
    } else {
      const object = objects.get(path);
      if (object) response.writeHead(200, { 'content-length': object.length }).end(object);
      else response.writeHead(404, { 'content-type': 'application/xml' }).end(noSuchKey);
    }
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const state: ScriptedS3 = {
    endpoint: `http://127.0.0.1:${port}`,
    asked,
    failures: 0,
    isSilent: false,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return state;
}
