import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { corsHeaders } from '../../adapters/http/cors-headers.ts';
import { LambdaExchange } from '../../adapters/http/lambda-exchange.ts';
import { openGateway } from '../gateway/open-gateway.ts';
import { createDependencies } from './dependencies.ts';

const endingMs = 2_000;
const afterwardsMs = 1_000;

const taskRoot = process.env.LAMBDA_TASK_ROOT ?? '.';
const admin = openGateway({ variables: process.env, taskRoot, createDependencies });

/** Seldom asked, so nothing is made ready before. */
export async function handler(event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> {
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
