import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chatAnswer, chatError, hello } from '../support/chat-wire.ts';
import { openRaw, postHead } from '../support/raw-request.ts';
import { eventually, mockConfig, startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';

const more = `
  hasty: { targets: [third, second] }
`;

let upstream: ScriptedUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  const yaml = mockConfig(upstream.url, more).replace(
    '  second:',
    '  third: { provider: mock, model: model-c, resilience: { maxAttempts: 1, retries: 0 } }\n  second:',
  );
  gateway = await startTestGateway(yaml);
});
afterAll(async () => {
  await gateway.drain();
  await upstream.close();
});

test('a slow upload is not the gateway’s own time', async () => {
  upstream.play(chatAnswer('ok'));
  const body = JSON.stringify({ model: 'test', messages: hello });
  const { socket, received } = await openRaw(gateway.url);
  socket.write(postHead(gateway.url, { 'content-length': String(Buffer.byteLength(body)) }) + body.slice(0, 10));
  await new Promise((resolve) => setTimeout(resolve, 400));
  socket.write(body.slice(10));
  await eventually(() => received().includes('HTTP/1.1 200'), 'the answer');
  expect(Number(/x-cato-overhead-ms: ([\d.]+)/.exec(received())?.[1])).toBeLessThan(300);
  socket.destroy();
});

test('what a provider says about a prompt reaches the client, but not the log', async () => {
  upstream.play(
    chatError(400, { message: 'bad prompt: my medical secret', type: 'invalid_request_error', param: 'messages' }),
  );
  const response = await gateway.post({ model: 'test', messages: hello });
  expect(await response.text()).toContain('my medical secret');
  expect(gateway.said()).not.toContain('medical');
  expect(gateway.events('request').at(-1)).toMatchObject({ error: { message: expect.stringContaining('HTTP 400') } });
});

test('the limits of one target do not bound the others of its route', async () => {
  upstream.play((request) =>
    JSON.parse(request.body).model === 'model-c'
      ? chatError(500, { message: 'broken' })
      : chatAnswer('from the second'),
  );
  const response = await gateway.post({ model: 'hasty', messages: hello });
  expect(await response.json()).toMatchObject({ choices: [{ message: { content: 'from the second' } }] });
});
