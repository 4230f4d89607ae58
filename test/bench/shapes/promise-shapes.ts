import { readWhole } from '../../../adapters/provider-http/read-whole.ts';
import { type AnswerShape, providerHeaders, providerPath, type ShapeExchange, wholeHeaders } from './answer-shape.ts';

const neverAborted = new AbortController().signal;
const maxBytes = 64 * 1024 * 1024;

/** A whole answer as a plain promise over Cato's provider HTTP. */
export const wholeByProviderHttp: AnswerShape = async (exchange) => {
  const { providerHttp, body } = exchange;
  const request = { method: 'POST', path: providerPath, headers: providerHeaders, body, connectMs: 3_000 } as const;
  send(exchange, await readWhole(await providerHttp.send({ ...request, signal: neverAborted }), maxBytes));
};

/** A whole answer as a plain promise over undici's `request`. */
export const wholeByRequest: AnswerShape = async (exchange) => {
  const { pool, body } = exchange;
  const answer = await pool.request({ path: providerPath, method: 'POST', headers: providerHeaders, body });
  send(exchange, Buffer.from(await answer.body.arrayBuffer()));
};

/** A whole answer collected by undici's callbacks, which then answer. */
export const wholeByCallbacks: AnswerShape = (exchange) => {
  const { pool, body, outgoing } = exchange;
  const chunks: Buffer[] = [];
  pool.dispatch(
    { path: providerPath, method: 'POST', headers: providerHeaders, body },
    {
      onRequestStart: () => undefined,
      onResponseStart: () => undefined,
      onResponseData: (_, chunk) => void chunks.push(chunk),
      onResponseEnd: () => send(exchange, Buffer.concat(chunks)),
      onResponseError: () => outgoing.destroy(),
    },
  );
};

function send({ outgoing }: ShapeExchange, bytes: Buffer): void {
  JSON.parse(bytes.toString());
  outgoing.writeHead(200, { ...wholeHeaders, 'content-length': bytes.length });
  outgoing.end(bytes);
}
