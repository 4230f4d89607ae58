import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { EventStreamCodec } from '@smithy/eventstream-codec';
import { createBedrockClient } from '../../adapters/bedrock/bedrock-client.ts';

/** What the server answers one request with: to `converse` the JSON, to `converse-stream` the frames. */
export interface BedrockScript {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The JSON answer, or the body of an error; a string is sent as it is. */
  readonly body?: unknown;
  /** Events of the stream; absent with an error status, where `body` is sent. */
  readonly frames?: readonly BedrockFrame[];
}

/** One frame: an event, an exception, or an error that the API does not model. */
export interface BedrockFrame {
  readonly event?: string;
  readonly exception?: string;
  readonly error?: string;
  readonly data: unknown;
}

/** What goes wrong on the way. Frames count from 0. */
export interface BedrockFault {
  /** The connection is reset before any answer. */
  readonly resetBeforeHead?: boolean;
  /** No answer ever comes. */
  readonly stallBeforeHead?: boolean;
  /** The stream ends properly after this many bytes, in the middle of a frame or between two. */
  readonly endAfterBytes?: number;
  /** The connection is reset after this many bytes. */
  readonly resetAfterBytes?: number;
  /** Nothing follows these bytes, and the connection stays open. */
  readonly stallAfterBytes?: number;
  /** The checksum of this frame is wrong. */
  readonly corruptFrame?: number;
  /** Bytes at which the stream is cut into separate writes. */
  readonly splitAt?: readonly number[];
  /** Every byte is a write of its own. */
  readonly shred?: boolean;
}

export interface RecordedBedrockRequest {
  /** The model in the path, decoded. */
  readonly model: string;
  readonly operation: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  /** Whether the caller closed the connection before the answer was complete. */
  closedEarly: boolean;
}

export interface ScriptedBedrock {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly requests: readonly RecordedBedrockRequest[];
  /** How many connections were opened. */
  readonly connections: number;
  /** How many of them are open now. */
  openConnections(): Promise<number>;
  /** Queues the answer of one request, by a fixture's name or as a script; the last one queued stays. */
  play(script: BedrockScript | string, fault?: BedrockFault): void;
  /** A real SDK client that calls this server with credentials of its own. */
  client(connectMs?: number): Promise<BedrockRuntimeClient>;
  close(): Promise<void>;
}

const fakeCredentials = { accessKeyId: 'test-access-key', secretAccessKey: 'test-secret-key' };
const fixtures = new URL('../fixtures/bedrock/', import.meta.url);

/** A fixture of `test/fixtures/bedrock` by its name without `.json`. */
export function bedrockFixture(name: string): BedrockScript {
  return JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), 'utf8'));
}

/** A frame as it travels: lengths, headers, payload, checksums. */
export function encodeBedrockFrame(frame: BedrockFrame): Uint8Array {
  const codec = new EventStreamCodec(
    (bytes) => Buffer.from(bytes).toString('utf8'),
    (text) => Buffer.from(text, 'utf8'),
  );
  const header = (value: string) => ({ type: 'string' as const, value });
  const kind: Record<string, { type: 'string'; value: string }> =
    frame.event !== undefined
      ? { ':message-type': header('event'), ':event-type': header(frame.event) }
      : frame.exception !== undefined
        ? { ':message-type': header('exception'), ':exception-type': header(frame.exception) }
        : {
            ':message-type': header('error'),
            ':error-code': header(frame.error ?? ''),
            ':error-message': header(String(frame.data)),
          };
  return codec.encode({
    headers: { ...kind, ':content-type': header('application/json') },
    body: Buffer.from(JSON.stringify(frame.data)),
  });
}

/** The bytes of a whole stream, and where each frame ends in it. */
export function encodeBedrockStream(frames: readonly BedrockFrame[]): { bytes: Buffer; frameEnds: number[] } {
  const encoded = frames.map(encodeBedrockFrame);
  let end = 0;
  const frameEnds = encoded.map((frame) => {
    end += frame.length;
    return end;
  });
  return { bytes: Buffer.concat(encoded), frameEnds };
}

/** A real HTTP server on 127.0.0.1 that speaks the two Converse operations from scripts. */
export async function startScriptedBedrock(): Promise<ScriptedBedrock> {
  const queue: { script: BedrockScript; fault: BedrockFault; served: boolean }[] = [];
  const requests: RecordedBedrockRequest[] = [];
  const clients: BedrockRuntimeClient[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    connections += 1;
    socket.setNoDelay(true);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const [, , model = '', operation = ''] = (request.url ?? '').split('/');
    const recorded: RecordedBedrockRequest = {
      model: decodeURIComponent(model),
      operation,
      headers: request.headers,
      body: JSON.parse(Buffer.concat(pieces).toString('utf8')),
      closedEarly: false,
    };
    requests.push(recorded);
    response.on('close', () => {
      recorded.closedEarly = !response.writableFinished;
    });
    if (queue.length > 1 && queue[0]?.served === true) queue.shift();
    const next = queue[0];
    if (next === undefined) throw new Error('nothing was queued');
    next.served = true;
    await send(response, next.script, next.fault, operation === 'converse-stream');
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    requests,
    get connections() {
      return connections;
    },
    openConnections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
      }),
    play: (script, fault = {}) => {
      queue.push({ script: typeof script === 'string' ? bedrockFixture(script) : script, fault, served: false });
    },
    client: async (connectMs = 2000) => {
      const client = await createBedrockClient({
        region: 'us-east-1',
        endpoint: url,
        connectMs,
        credentials: fakeCredentials,
      });
      clients.push(client);
      return client;
    },
    close: async () => {
      for (const client of clients) client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function send(
  response: ServerResponse,
  script: BedrockScript,
  fault: BedrockFault,
  streamed: boolean,
): Promise<void> {
  if (fault.stallBeforeHead === true) return;
  if (fault.resetBeforeHead === true) {
    response.socket?.destroy();
    return;
  }
  const status = script.status ?? 200;
  if (!streamed || script.frames === undefined) {
    const body = typeof script.body === 'string' ? script.body : JSON.stringify(script.body ?? {});
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-amzn-requestid': 'request-1',
      ...script.headers,
    });
    await write(response, Buffer.from(body), fault);
    return;
  }
  response.writeHead(status, {
    'content-type': 'application/vnd.amazon.eventstream',
    'x-amzn-requestid': 'request-1',
    ...script.headers,
  });
  response.flushHeaders();
  const { bytes, frameEnds } = encodeBedrockStream(script.frames);
  const corruptEnd = fault.corruptFrame === undefined ? undefined : frameEnds[fault.corruptFrame];
  if (corruptEnd !== undefined) bytes.writeUInt8(bytes.readUInt8(corruptEnd - 1) ^ 0xff, corruptEnd - 1);
  await write(response, bytes, fault);
}

async function write(response: ServerResponse, bytes: Buffer, fault: BedrockFault): Promise<void> {
  const end = fault.endAfterBytes ?? fault.resetAfterBytes ?? fault.stallAfterBytes ?? bytes.length;
  const cuts = fault.shred === true ? [...bytes.keys()] : [...(fault.splitAt ?? [])].sort((a, b) => a - b);
  let from = 0;
  for (const to of [...cuts.filter((cut) => cut > 0 && cut < end), end]) {
    if (from > 0) await nextTurn();
    if (to > from) response.write(bytes.subarray(from, to));
    from = to;
  }
  if (fault.stallAfterBytes !== undefined) return;
  if (fault.resetAfterBytes === undefined) {
    response.end();
    return;
  }
  // A reset discards what the other side has not read yet.
  await delay(20);
  response.socket?.resetAndDestroy();
}
