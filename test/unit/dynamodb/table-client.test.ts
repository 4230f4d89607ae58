import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { createTableClient } from '../../../adapters/dynamodb/table-client.ts';

test('a call is tried once: whoever asks decides on more', async () => {
  let asked = 0;
  const server = createServer((incoming, response) => {
    asked += 1;
    incoming.resume();
    response.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' }).end('{"__type":"InternalServerError"}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = createTableClient({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
  });
  try {
    await expect(client.send(new GetCommand({ TableName: 't', Key: { pk: 'p', sk: 's' } }))).rejects.toThrow();
    expect(asked).toBe(1);
  } finally {
    client.destroy();
    server.close();
  }
});
