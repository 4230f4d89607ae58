import type { Dispatcher } from 'undici';
import { EventFramer } from '../../../protocols/server-sent-events/event-framer.ts';
import {
  type AnswerShape,
  providerHeaders,
  providerPath,
  type ShapeEvent,
  type ShapeExchange,
  streamHeaders,
} from './answer-shape.ts';
import { KeptAnswer } from './keep-for-recovery.ts';
import { endMarker, fromNeutral, toNeutral } from './translate.ts';
import type { Watch } from './watch-variants.ts';

/** Each stage calls the next one; backpressure is a pause of undici's controller by hand. */
export function passThroughByCallbacks(watch: Watch): AnswerShape {
  return (exchange) => {
    const push = createWriter(exchange, null);
    dispatch(exchange, push, (events) => push({ type: 'chunk', bytes: events, seen: watch(events) }));
  };
}

/** The same, with neutral events between adapter and writer. */
export function translateByCallbacks(): AnswerShape {
  return (exchange) => {
    const push = createWriter(exchange, endMarker);
    dispatch(exchange, push, (events) => {
      let hasRoom = true;
      for (const event of toNeutral(events)) hasRoom = push({ type: 'event', event });
      return hasRoom;
    });
  };
}

type Push = (event: ShapeEvent) => boolean;

function dispatch({ pool, body, outgoing }: ShapeExchange, push: Push, read: (events: Buffer) => boolean): void {
  const framer = new EventFramer();
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: () => undefined,
    onResponseStart: () => void push({ type: 'accepted' }),
    onResponseData(controller, chunk) {
      const events = framer.push(chunk);
      if (events === null || read(events)) return;
      controller.pause();
      outgoing.once('drain', () => controller.resume());
    },
    onResponseEnd: () => void push({ type: 'finished' }),
    onResponseError: () => outgoing.destroy(),
  };
  pool.dispatch({ path: providerPath, method: 'POST', headers: providerHeaders, body }, handler);
}

function createWriter({ outgoing }: ShapeExchange, ending: string | null): Push {
  const kept = new KeptAnswer();
  return (event) => {
    kept.take(event);
    if (event.type === 'accepted') outgoing.writeHead(200, streamHeaders);
    else if (event.type === 'chunk') return outgoing.write(event.bytes);
    else if (event.type === 'event') return outgoing.write(fromNeutral(event.event));
    else outgoing.end(ending ?? undefined);
    return true;
  };
}
