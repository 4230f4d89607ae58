import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { isApiGatewayEvent, noApiGatewayEvent } from '../../adapters/http/api-gateway-event.ts';
import { corsHeaders } from '../../adapters/http/cors-headers.ts';
import { LambdaExchange } from '../../adapters/http/lambda-exchange.ts';
import { openGateway } from '../gateway/open-gateway.ts';
import type { TimeLeft } from '../time-left.ts';
import { createDependencies } from './dependencies.ts';

const endingMs = 2_000;
const afterwardsMs = 1_000;

const taskRoot = process.env.LAMBDA_TASK_ROOT ?? '.';
const admin = openGateway({ variables: process.env, taskRoot, createDependencies, callsModels: false });

/** What API Gateway takes of a function that does not stream. */
interface WholeAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Seldom asked, so nothing is made ready before. */
export async function handler(event: unknown, context: TimeLeft): Promise<WholeAnswer> {
  if (!isApiGatewayEvent(event)) return noApiGatewayEvent;
  const body = new PassThrough();
  const received = buffer(body);
  let head: { statusCode: number; headers: Record<string, string> } | null = null;
  const exchange = new LambdaExchange({
    event,
    remainingMs: context.getRemainingTimeInMillis() - endingMs,
    open(statusCode, headers) {
      head = { statusCode, headers: { ...headers, ...corsHeaders(admin.corsOrigins, exchange.header('origin')) } };
      return body;
    },
  });
  await admin.serve(exchange);
  await admin.work.settled(afterwardsMs);
  const { statusCode, headers } = head ?? { statusCode: 500, headers: {} };
  return { statusCode, headers, body: head === null ? '' : (await received).toString('utf8') };
}
