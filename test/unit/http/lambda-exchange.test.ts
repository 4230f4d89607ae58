import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { ApiGatewayEvent } from '../../../adapters/http/api-gateway-event.ts';
import { LambdaExchange } from '../../../adapters/http/lambda-exchange.ts';

const opened: LambdaExchange[] = [];
afterEach(() => {
  for (const exchange of opened.splice(0)) exchange.cut();
});

function bench(event: Partial<ApiGatewayEvent> = {}, remainingMs = 10_000, streamPatienceMs = 10_000) {
  const body = new PassThrough();
  const heads: { status: number; headers: Readonly<Record<string, string>> }[] = [];
  const exchange = new LambdaExchange({
    event: { httpMethod: 'POST', path: '/v1/responses', ...event },
    remainingMs,
    streamPatienceMs,
    open(status, headers) {
      heads.push({ status, headers });
      return body;
    },
  });
  opened.push(exchange);
  return { exchange, body, heads };
}

test('what is between two machines is not sent, whoever set it', async () => {
  const { exchange, body, heads } = bench();
  exchange.send(200, { 'content-type': 'text/plain', Connection: 'close', 'transfer-encoding': 'chunked' }, 'text');
  expect(heads).toEqual([{ status: 200, headers: { 'content-type': 'text/plain' } }]);
  expect(await text(body)).toBe('text');
  await exchange.ended;
});

test('several values of a header are one, names have no case, and a query is decoded', () => {
  const { exchange } = bench({
    multiValueHeaders: { 'X-One': ['a', 'b'], Authorization: ['Bearer k'] },
    multiValueQueryStringParameters: { after: ['item_1', 'item_2'] },
  });
  expect(exchange.header('x-one')).toBe('a, b');
  expect(exchange.headerNames()).toEqual(['x-one', 'authorization']);
  expect(exchange.query('after')).toBe('item_1');
  expect(exchange.query('before')).toBeNull();
});

test('a body is read as text or base64, and one that is too large is refused with the reason', async () => {
  expect((await bench({ body: 'ü' }).exchange.readBody(10)).toString()).toBe('ü');
  const encoded = { body: Buffer.from('ü').toString('base64'), isBase64Encoded: true };
  expect((await bench(encoded).exchange.readBody(10)).toString()).toBe('ü');
  expect((await bench({ body: null }).exchange.readBody(10)).length).toBe(0);
  await expect(bench({ body: 'x'.repeat(11) }).exchange.readBody(10)).rejects.toMatchObject({
    kind: 'body-too-large',
    message: expect.stringContaining('6 MB'),
  });
});

test('an answer to HEAD has a head alone', async () => {
  const { exchange, body, heads } = bench({ httpMethod: 'HEAD' });
  exchange.send(200, {}, 'text');
  expect(heads).toHaveLength(1);
  expect(await text(body)).toBe('');
});

test('work ends with an error that can still be told when the time is over', async () => {
  const { exchange, body } = bench({}, 20);
  await new Promise((resolve) => exchange.signal.addEventListener('abort', resolve));
  expect(exchange.signal.reason).toMatchObject({ kind: 'deadline' });
  exchange.send(504, {}, 'late');
  expect(await text(body)).toBe('late');
});

test('a client that left is noticed when its answer can no longer be written', async () => {
  const { exchange, body } = bench();
  exchange.begin(200, {});
  body.destroy();
  await exchange.ended;
  expect(exchange.signal.reason).toMatchObject({ kind: 'client-gone' });
  expect(exchange.isOver).toBe(true);
});

test('an answer that is cut is no whole one', async () => {
  const { exchange } = bench();
  exchange.begin(200, {});
  exchange.cut();
  await expect(exchange.ended).rejects.toThrow('broke off');
  expect(exchange.isOver).toBe(true);
});

test('a second answer is never sent', async () => {
  const { exchange, body, heads } = bench();
  exchange.send(200, {}, 'one');
  exchange.send(500, {}, 'two');
  expect(heads).toHaveLength(1);
  expect(await text(body)).toBe('one');
});

describe('a client that reads slowly', () => {
  const working = new AbortController().signal;
  const more = 'x'.repeat(100_000);

  test('is waited for until there is room again', async () => {
    const { exchange, body } = bench();
    exchange.begin(200, {});
    expect(exchange.write('first', working)).toBeUndefined();
    const room = exchange.write(more, working);
    expect(await Promise.race([room, Promise.resolve('waits')])).toBe('waits');
    const read = text(body);
    await room;
    exchange.end();
    expect(await read).toBe(`first${more}`);
  });

  test('and takes nothing for too long has left', async () => {
    const { exchange, body } = bench({}, 10_000, 20);
    exchange.begin(200, {});
    await expect(exchange.write(more, working)).rejects.toMatchObject({ kind: 'client-gone' });
    expect(body.destroyed).toBe(true);
    await exchange.ended;
    expect(exchange.signal.reason).toMatchObject({ kind: 'client-gone' });
  });

  test('is not waited for when the work ends, or the client is gone', async () => {
    const ending = new AbortController();
    const { exchange, body } = bench();
    exchange.begin(200, {});
    const room = exchange.write(more, ending.signal);
    ending.abort(new Error('over'));
    await expect(room).rejects.toThrow('over');
    await expect(exchange.write(more, ending.signal)).rejects.toThrow('over');
    const another = exchange.write(more, working);
    body.destroy();
    await expect(another).rejects.toMatchObject({ kind: 'client-gone' });
  });
});
