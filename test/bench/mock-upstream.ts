import type { Socket } from 'node:net';
import { fromUser, type StreamOrder } from './bench-requests.ts';
import { answerBytes, contentEvent, firstEvent, lastEvents, upstreamKey, upstreamModel } from './mock-answers.ts';
import { listenRaw, type RawRequest } from './raw-http-server.ts';

/** An OpenAI-shaped provider that lives in the load process, so that lone chunks need no second connection. */
export interface MockUpstream {
  readonly port: number;
  /** Sends the next chunk of a `lone` stream, or its end when all chunks are sent. */
  sendNext(stream: number): void;
  /** Lets every `held` stream finish; says how many there were. */
  releaseHeld(): number;
  close(): void;
}

interface RunningStream {
  readonly socket: Socket;
  readonly order: StreamOrder;
  sentChunks: number;
}

interface ChatBody {
  readonly model?: string;
  readonly stream?: boolean;
  readonly user?: string;
}

const wholeAnswer = Buffer.concat([
  Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_bench\r\ncontent-length: ${answerBytes.length}\r\n\r\n`,
  ),
  answerBytes,
]);
// With a first word, because a gateway may keep an answer back until there is something to read in it.
const streamBegin = Buffer.concat([
  Buffer.from(
    'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nx-request-id: req_bench\r\ntransfer-encoding: chunked\r\n\r\n',
  ),
  toHttpChunk(Buffer.concat([firstEvent, contentEvent(0)])),
]);
const streamEnd = Buffer.concat([toHttpChunk(lastEvents), Buffer.from('0\r\n\r\n')]);
const cycle = 512;
const httpChunks = Array.from({ length: cycle }, (_, index) => toHttpChunk(contentEvent(index)));

export async function startMockUpstream(): Promise<MockUpstream> {
  const lone = new Map<number, RunningStream>();
  const held = new Set<RunningStream>();

  const server = await listenRaw((request, socket) => {
    const body = JSON.parse(request.body.toString()) as ChatBody;
    const refusal = whyRefused(request, body);
    if (refusal !== null) refuse(socket, refusal);
    else if (body.stream !== true) socket.write(wholeAnswer);
    else {
      const running: RunningStream = { socket, order: fromUser(body.user ?? ''), sentChunks: 1 };
      socket.write(streamBegin);
      if (running.order.pace === 'lone') lone.set(running.order.stream, running);
      else if (running.order.pace === 'held') held.add(running);
      else sendFreely(running);
    }
  });

  return {
    port: server.port,
    sendNext(stream) {
      const running = lone.get(stream);
      if (running === undefined) throw new Error(`the upstream has no lone stream ${stream}`);
      if (!sendOne(running)) lone.delete(stream);
    },
    releaseHeld() {
      const count = held.size;
      for (const running of held) running.socket.write(streamEnd);
      held.clear();
      return count;
    },
    close: () => server.close(),
  };
}

function sendOne(running: RunningStream): boolean {
  const isOver = running.sentChunks === running.order.chunkCount;
  running.socket.write(isOver ? streamEnd : (httpChunks[running.sentChunks % cycle] ?? streamEnd));
  running.sentChunks += 1;
  return !isOver;
}

function sendFreely(running: RunningStream): void {
  if (!running.socket.destroyed && sendOne(running)) setImmediate(sendFreely, running);
}

function toHttpChunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

function whyRefused(request: RawRequest, body: ChatBody): string | null {
  const [line = ''] = request.head.split('\r\n', 1);
  if (!line.startsWith('POST /v1/chat/completions ')) return `unknown path: ${line}`;
  if (body.model !== upstreamModel) return `the model was not rewritten: ${body.model}`;
  if (!request.head.includes(`Bearer ${upstreamKey}`)) return 'wrong key';
  return null;
}

function refuse(socket: Socket, message: string): void {
  const body = JSON.stringify({ error: { message } });
  socket.write(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}
