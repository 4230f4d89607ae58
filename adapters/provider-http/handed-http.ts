import { Buffer } from 'node:buffer';
import type { HandedExchange } from '../../core/ports/provider-batches.ts';
import type { ProviderHttp } from './provider-http.ts';

const requestIdHeaders: ReadonlySet<string> = new Set(['x-request-id', 'request-id']);

/** HTTP as an adapter sees it, where requests are handed over with others and answers come back without a connection. */
export function createHandedHttp(exchange: HandedExchange): ProviderHttp {
  return {
    async send({ path, body }) {
      const answer = await exchange.send({ path, body: body === null ? '' : body.toString() });
      return {
        status: answer.status,
        header: (name) => (requestIdHeaders.has(name) ? answer.requestId : null),
        body: once(Buffer.from(answer.body)),
      };
    },
    async close() {},
  };
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
  yield bytes;
}
