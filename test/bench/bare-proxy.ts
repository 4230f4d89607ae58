/**
 * What Cato is measured against: the shortest idiomatic proxy on the same libraries.
 * It parses the body, rewrites the model, sets two headers and forwards; it keeps nothing and checks nothing.
 */
import { type HttpBindings, serve } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { Pool } from 'undici';

const port = Number(process.env.PORT);
const upstream = process.env.UPSTREAM;
if (!port || upstream === undefined) throw new Error('bare-proxy needs PORT and UPSTREAM (http://127.0.0.1:port)');

const pool = new Pool(upstream, { headersTimeout: 0, bodyTimeout: 0 });
const app = new Hono<{ Bindings: HttpBindings }>();

app.get('/health', (context) => context.text('ok'));

app.post('/v1/chat/completions', async (context) => {
  const body = await context.req.json<{ model: string; stream?: boolean }>();
  body.model = 'mock-model';
  const answer = await pool.request({
    path: '/v1/chat/completions',
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer bench-key-000000' },
    body: JSON.stringify(body),
  });
  const headers = {
    'content-type': String(answer.headers['content-type']),
    'x-request-id': String(answer.headers['x-request-id']),
  };
  if (body.stream !== true) return new Response(await answer.body.text(), { status: answer.statusCode, headers });
  const { outgoing } = context.env;
  outgoing.writeHead(answer.statusCode, headers);
  answer.body.pipe(outgoing);
  return RESPONSE_ALREADY_SENT;
});

const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' });
process.once('SIGTERM', () => {
  server.close();
  process.exit(0);
});
