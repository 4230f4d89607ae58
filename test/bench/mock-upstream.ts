import type { Socket } from 'node:net';
import { fromUser, type StreamOrder } from './bench-requests.ts';
import type { SurfaceProtocol } from './load-order.ts';
import { answerBytes, contentEvent, firstEvent, lastEvents, upstreamKey, upstreamModel } from './mock-answers.ts';
import { listenRaw, type RawRequest } from './raw-http-server.ts';
import { messagesAnswer } from './surfaces/messages-answer.ts';
import { responsesAnswer } from './surfaces/responses-answer.ts';
import type { UpstreamAnswer } from './surfaces/upstream-answer.ts';

/** A provider of every format that lives in the load process, so that lone chunks need no second connection. */
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
  readonly wire: Wire;
  sentChunks: number;
}

interface ChatBody {
  readonly model?: string;
  readonly stream?: boolean;
  readonly user?: string;
  readonly safety_identifier?: string;
  readonly metadata?: { readonly user_id?: string };
}

/** An answer as it goes over the wire. */
interface Wire {
  readonly whole: Buffer;
  readonly begin: Buffer;
  readonly chunks: readonly Buffer[];
  readonly end: Buffer;
}

const cycle = 512;
const chatAnswer: UpstreamAnswer = { whole: answerBytes, first: firstEvent, content: contentEvent, last: lastEvents };
const wires: Readonly<Record<SurfaceProtocol, Wire>> = {
  chat: toWire(chatAnswer),
  messages: toWire(messagesAnswer),
  responses: toWire(responsesAnswer),
};
const protocols = new Map<string, SurfaceProtocol>([
  ['/v1/chat/completions', 'chat'],
  ['/v1/messages', 'messages'],
  ['/v1/responses', 'responses'],
]);

export async function startMockUpstream(): Promise<MockUpstream> {
  const lone = new Map<number, RunningStream>();
  const held = new Set<RunningStream>();

  const server = await listenRaw((request, socket) => {
    const body = JSON.parse(request.body.toString()) as ChatBody;
    const [, path = ''] = request.head.split(' ', 2);
    const protocol = protocols.get(path);
    const refusal = protocol === undefined ? `unknown path: ${path}` : whyRefused(request, body);
    const wire = wires[protocol ?? 'chat'];
    if (refusal !== null) refuse(socket, refusal);
    else if (body.stream !== true) socket.write(wire.whole);
    else {
      const order = fromUser(body.user ?? body.safety_identifier ?? body.metadata?.user_id ?? '');
      const running: RunningStream = { socket, order, wire, sentChunks: 1 };
      socket.write(wire.begin);
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
      for (const running of held) running.socket.write(running.wire.end);
      held.clear();
      return count;
    },
    close: () => server.close(),
  };
}

function sendOne(running: RunningStream): boolean {
  const { wire, order, sentChunks } = running;
  const isOver = sentChunks === order.chunkCount;
  running.socket.write(isOver ? wire.end : (wire.chunks[sentChunks % cycle] ?? wire.end));
  running.sentChunks += 1;
  return !isOver;
}

function sendFreely(running: RunningStream): void {
  if (!running.socket.destroyed && sendOne(running)) setImmediate(sendFreely, running);
}

function toWire(answer: UpstreamAnswer): Wire {
  const head = 'HTTP/1.1 200 OK\r\nx-request-id: req_bench\r\nrequest-id: req_bench\r\n';
  const { whole, first, content, last } = answer;
  const wholeHead = `${head}content-type: application/json\r\ncontent-length: ${whole.length}\r\n\r\n`;
  const streamHead = `${head}content-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n`;
  return {
    whole: Buffer.concat([Buffer.from(wholeHead), whole]),
    // With a first word, because a gateway may keep an answer back until there is something to read in it.
    begin: Buffer.concat([Buffer.from(streamHead), toHttpChunk(Buffer.concat([first, content(0)]))]),
    chunks: Array.from({ length: cycle }, (_, index) => toHttpChunk(content(index))),
    end: Buffer.concat([toHttpChunk(last), Buffer.from('0\r\n\r\n')]),
  };
}

function toHttpChunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

function whyRefused(request: RawRequest, body: ChatBody): string | null {
  if (body.model !== upstreamModel) return `the model was not rewritten: ${body.model}`;
  if (!request.head.includes(`Bearer ${upstreamKey}`) && !request.head.includes(`x-api-key: ${upstreamKey}`))
    return 'wrong key';
  return null;
}

function refuse(socket: Socket, message: string): void {
  const body = JSON.stringify({ error: { message } });
  socket.write(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}
