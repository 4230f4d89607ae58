import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/** DynamoDB Local as it is far away, or as it hangs; change it while it runs. */
export interface SlowTable {
  readonly url: string;
  /** How much later than it was done a call is answered, milliseconds; `hangs` = never. */
  delayOf(operation: string): number | 'hangs';
  /** The calls so far, by their operations. */
  readonly calls: string[];
  close(): Promise<void>;
}

export async function startSlowTable(endpoint: string): Promise<SlowTable> {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(endpoint);

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    table.calls.push(operation);
    const delay = table.delayOf(operation);
    if (delay === 'hangs') return;
    const { method, url, headers } = incoming;
    const asked = request({ hostname, port, agent, method, path: url, headers }).end(body);
    const [answered] = (await once(asked, 'response')) as [IncomingMessage];
    const text = await buffer(answered);
    if (delay > 0) await pause(delay);
    response.writeHead(answered.statusCode ?? 500, answered.headers).end(text);
  }

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const table: SlowTable = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    delayOf: () => 0,
    calls: [],
    async close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await once(server, 'close');
    },
  };
  return table;
}
