/// <reference types="aws-lambda" />
import { setTimeout as pause } from 'node:timers/promises';
import { isApiGatewayEvent, noApiGatewayEvent } from '../../adapters/http/api-gateway-event.ts';
import { corsHeaders } from '../../adapters/http/cors-headers.ts';
import { LambdaExchange } from '../../adapters/http/lambda-exchange.ts';
import type { TimeLeft } from '../time-left.ts';
import { createDependencies } from './dependencies.ts';
import { openGateway } from './open-gateway.ts';

/** What is left of the function's time when an answer that is not complete is ended with an error. */
const endingMs = 2_000;
/** What is left of it when an answer that has not ended by then is cut. */
const lastResortMs = 500;
/** How long the function goes on after its answer, for what is not to be frozen half-way: mostly nothing. */
const afterwardsMs = 5_000;

const taskRoot = process.env.LAMBDA_TASK_ROOT ?? '.';
const gateway = openGateway({ variables: process.env, taskRoot, createDependencies });

// Here and not with the first request: while a function starts it has a whole CPU, and one that is kept ready has done
// it before anybody asks. What fails is tried again by the request that finds it so, and told to that one's client.
await gateway.prepare();

async function answer(event: unknown, stream: awslambda.HttpResponseStream, context: TimeLeft) {
  if (!isApiGatewayEvent(event)) {
    const { body, ...head } = noApiGatewayEvent;
    const answered = awslambda.HttpResponseStream.from(stream, head);
    // The head goes out with a write, not with the end.
    answered.write(body);
    answered.end();
    return;
  }
  const remainingMs = context.getRemainingTimeInMillis();
  const exchange = new LambdaExchange({
    event,
    remainingMs: remainingMs - endingMs,
    open: (statusCode, headers) =>
      awslambda.HttpResponseStream.from(stream, {
        statusCode,
        headers: { ...headers, ...corsHeaders(gateway.corsOrigins, exchange.header('origin')) },
      }),
  });
  const served = new AbortController();
  pause(Math.max(0, remainingMs - lastResortMs), undefined, { signal: served.signal }).then(
    () => exchange.cut(),
    () => undefined,
  );
  try {
    const serving = gateway.serve(exchange);
    // Its client has the answer before the request has been counted.
    void gateway.work.track(serving);
    await Promise.race([serving, exchange.ended]);
    if (!exchange.isOver) exchange.cut();
    await exchange.ended;
  } finally {
    served.abort();
    await gateway.work.settled(Math.min(afterwardsMs, context.getRemainingTimeInMillis() - lastResortMs));
  }
}

export const handler = awslambda.streamifyResponse(answer);
