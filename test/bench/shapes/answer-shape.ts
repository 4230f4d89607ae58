import type { ServerResponse } from 'node:http';
import type { Pool } from 'undici';
import type { ProviderHttp } from '../../../adapters/provider-http/provider-http.ts';

/** One way to bring an answer from the provider to the client. */
export type AnswerShape = (exchange: ShapeExchange) => Promise<void> | void;

export interface ShapeExchange {
  readonly pool: Pool;
  readonly providerHttp: ProviderHttp;
  /** The request's body for the provider. */
  readonly body: string;
  readonly outgoing: ServerResponse;
}

/** What the stages hand to each other. */
export type ShapeEvent =
  | { readonly type: 'accepted' }
  | { readonly type: 'chunk'; readonly bytes: Buffer; readonly seen: number }
  | { readonly type: 'event'; readonly event: ShapeNeutral }
  | { readonly type: 'finished' };

/** As much of a neutral event as the benchmark's stream needs. */
export type ShapeNeutral =
  | { readonly type: 'started'; readonly id: string }
  | { readonly type: 'delta'; readonly text: string }
  | { readonly type: 'stopped'; readonly reason: string }
  | { readonly type: 'usage'; readonly input: number; readonly output: number };

export const providerPath = '/v1/chat/completions';
export const providerHeaders = { 'content-type': 'application/json', authorization: 'Bearer bench-key-000000' };
export const streamHeaders = { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': 'req_bench' };
export const wholeHeaders = { 'content-type': 'application/json', 'x-request-id': 'req_bench' };
