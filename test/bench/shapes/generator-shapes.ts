import { once } from 'node:events';
import { EventFramer } from '../../../protocols/server-sent-events/event-framer.ts';
import {
  type AnswerShape,
  providerHeaders,
  providerPath,
  type ShapeEvent,
  type ShapeExchange,
  streamHeaders,
  wholeHeaders,
} from './answer-shape.ts';
import { KeptAnswer } from './keep-for-recovery.ts';
import { endMarker, fromNeutral, toNeutral } from './translate.ts';
import type { Watch } from './watch-variants.ts';

type Open = (exchange: ShapeExchange) => Promise<AsyncIterable<Buffer>>;
type Read = (events: Buffer) => Iterable<ShapeEvent>;

const neverAborted = new AbortController().signal;

/** The body as undici's own readable stream. */
export const openByRequest: Open = async ({ pool, body }) => {
  const answer = await pool.request({ path: providerPath, method: 'POST', headers: providerHeaders, body });
  return answer.body;
};

/** The body as Cato's provider HTTP gives it: an iterator over undici's dispatch callbacks. */
export const openByProviderHttp: Open = async ({ providerHttp, body }) => {
  const request = { method: 'POST', path: providerPath, headers: providerHeaders, body, connectMs: 3_000 } as const;
  return (await providerHttp.send({ ...request, signal: neverAborted })).body;
};

/** One generator in the adapter, one in the driver, and a `for await` that writes. */
export function passThroughByGenerators(open: Open, watch: Watch): AnswerShape {
  return streamed(open, (events) => [{ type: 'chunk', bytes: events, seen: watch(events) }]);
}

/** The same, with neutral events between adapter and writer. */
export function translateByGenerators(open: Open): AnswerShape {
  return streamed(open, (events) => toNeutral(events).map((event) => ({ type: 'event', event })));
}

/** A whole answer through the stages of a stream. */
export function wholeByGenerators(open: Open): AnswerShape {
  return async (exchange) => {
    const chunks: Buffer[] = [];
    for await (const event of drive(wholeChunks(open, exchange))) if (event.type === 'chunk') chunks.push(event.bytes);
    const bytes = Buffer.concat(chunks);
    JSON.parse(bytes.toString());
    exchange.outgoing.writeHead(200, { ...wholeHeaders, 'content-length': bytes.length });
    exchange.outgoing.end(bytes);
  };
}

function streamed(open: Open, read: Read): AnswerShape {
  return async (exchange) => {
    const { outgoing } = exchange;
    let isTranslated = false;
    for await (const event of drive(adapt(open, exchange, read))) {
      if (event.type === 'accepted') outgoing.writeHead(200, streamHeaders);
      if (event.type === 'event') isTranslated = true;
      const piece = event.type === 'chunk' ? event.bytes : event.type === 'event' ? fromNeutral(event.event) : null;
      if (piece !== null && !outgoing.write(piece)) await once(outgoing, 'drain');
    }
    outgoing.end(isTranslated ? endMarker : undefined);
  };
}

async function* adapt(open: Open, exchange: ShapeExchange, read: Read): AsyncGenerator<ShapeEvent> {
  const framer = new EventFramer();
  const body = await open(exchange);
  yield { type: 'accepted' };
  for await (const bytes of body) {
    const events = framer.push(bytes);
    if (events !== null) for (const event of read(events)) yield event;
  }
  yield { type: 'finished' };
}

async function* wholeChunks(open: Open, exchange: ShapeExchange): AsyncGenerator<ShapeEvent> {
  const body = await open(exchange);
  yield { type: 'accepted' };
  for await (const bytes of body) yield { type: 'chunk', bytes, seen: 0 };
  yield { type: 'finished' };
}

async function* drive(answer: AsyncIterable<ShapeEvent>): AsyncGenerator<ShapeEvent> {
  const kept = new KeptAnswer();
  for await (const event of answer) {
    kept.take(event);
    yield event;
  }
}
