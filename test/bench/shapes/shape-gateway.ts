/** One gateway process with one shape of the answer path, named by SHAPE. */
import { type HttpBindings, serve } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { Pool } from 'undici';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { shapes } from './shapes.ts';

const { PORT = '', UPSTREAM = '', SHAPE = '' } = process.env;
const shape = shapes[SHAPE];
if (shape === undefined) throw new Error(`SHAPE is one of ${Object.keys(shapes).join(', ')}, not "${SHAPE}"`);

const pool = new Pool(UPSTREAM, { headersTimeout: 0, bodyTimeout: 0 });
const providerHttp = createUndiciProviderHttp({ baseUrl: UPSTREAM });
const app = new Hono<{ Bindings: HttpBindings }>();

app.get('/health', (context) => context.text('ok'));

app.post('/v1/chat/completions', async (context) => {
  const body = await context.req.json<{ model: string }>();
  body.model = 'mock-model';
  await shape({ pool, providerHttp, body: JSON.stringify(body), outgoing: context.env.outgoing });
  return RESPONSE_ALREADY_SENT;
});

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' });
process.once('SIGTERM', () => process.exit(0));
