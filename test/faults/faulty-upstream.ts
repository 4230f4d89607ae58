import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { type FaultStep, playSteps } from './fault-step.ts';

/** A request as the upstream got it. */
export interface AskedRequest {
  /** How many came before it. */
  readonly index: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: AskedBody;
  readonly isStream: boolean;
  /** The text of the assistant message that ends the conversation, which the model is to go on with; else `null`. */
  readonly prefill: string | null;
  /** What the last user message says. */
  readonly question: string;
  /** Whether the client left before the answer was complete; settled when the answer is over. */
  readonly left: Promise<boolean>;
}

interface AskedBody {
  readonly model: string;
  readonly stream?: boolean;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly [name: string]: unknown;
}

/** What an upstream does with one request. */
export type Behaviour = (request: AskedRequest) => readonly FaultStep[];

/** A real HTTP server on 127.0.0.1 that fails as it is told, and remembers what it was asked. */
export interface FaultyUpstream {
  readonly url: string;
  readonly requests: readonly AskedRequest[];
  /** From now on: one behaviour a request, the last one for all that follow. */
  play(...behaviours: readonly [Behaviour, ...Behaviour[]]): void;
  /** Forgets what it was asked. */
  forget(): void;
  close(): Promise<void>;
}

export async function startFaultyUpstream(): Promise<FaultyUpstream> {
  const requests: AskedRequest[] = [];
  const closing = new AbortController();
  let behaviours: Behaviour[] = [];
  let count = 0;

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const leaving = new AbortController();
    const left = new Promise<boolean>((resolve) => {
      response.once('close', () => {
        resolve(!response.writableFinished);
        leaving.abort();
      });
    });
    response.on('error', () => {});
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece);
    const body: AskedBody = JSON.parse(Buffer.concat(pieces).toString());
    const request: AskedRequest = {
      index: count,
      headers: incoming.headers,
      body,
      isStream: body.stream === true,
      prefill: prefillOf(body),
      question: textOf(body.messages.findLast(({ role }) => role === 'user')?.content),
      left,
    };
    count += 1;
    requests.push(request);
    const behaviour = behaviours.length > 1 ? behaviours.shift() : behaviours[0];
    if (!behaviour) throw new Error('no behaviour is left to play');
    await playSteps(behaviour(request), response, AbortSignal.any([leaving.signal, closing.signal]));
  }

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => socket.on('error', () => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    play(...next) {
      behaviours = [...next];
    },
    forget() {
      requests.length = 0;
    },
    async close() {
      closing.abort();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function prefillOf({ messages }: AskedBody): string | null {
  const last = messages.at(-1);
  return last?.role === 'assistant' ? textOf(last.content) : null;
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: unknown) => (isText(part) ? part.text : '')).join('');
}

function isText(part: unknown): part is { readonly text: string } {
  return typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string';
}
