import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { Hono } from 'hono';
import { asGatewayError } from '../../../adapters/http/as-gateway-error.ts';
import { errorStatus } from '../../../adapters/http/error-status.ts';
import type { GatewayEnvironment } from '../../../adapters/http/gateway-environment.ts';
import { createNodeServer } from '../../../wiring/node-server/node-server.ts';

test('a fault that escapes the app is said to be the gateway’s own', async () => {
  const app = new Hono<GatewayEnvironment>();
  app.onError((error) => {
    throw error;
  });
  app.get('/broken', () => {
    throw new Error('a fault');
  });
  const { server } = createNodeServer({
    app,
    refuse: (thrown) => ({ status: errorStatus[asGatewayError(thrown).kind], headers: {}, body: 'refused' }),
    headersMs: 1000,
    bodyMs: 1000,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const response = await fetch(`http://127.0.0.1:${port}/broken`);
  expect({ status: response.status, body: await response.text() }).toEqual({ status: 500, body: 'refused' });
  server.closeAllConnections();
  server.close();
});
