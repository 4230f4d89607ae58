import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  chatChunk,
  chatSteps,
  chatStream,
  done,
  hello,
  readEvents,
  roleChunk,
  stopChunk,
} from '../support/chat-wire.ts';
import { openRaw, postHead } from '../support/raw-request.ts';
import { eventually, mockConfig, startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';

let upstream: ScriptedUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway(mockConfig(upstream.url));
});
afterAll(async () => {
  await gateway.drain();
  await upstream.close();
});

function request(word: string): string {
  const body = JSON.stringify({ model: 'test', messages: [{ role: 'user', content: word }], stream: true });
  return postHead(gateway.url, { 'content-length': String(Buffer.byteLength(body)) }) + body;
}

/** The bodies of all answers, out of their chunked coding. */
function bodies(received: string): string[] {
  return received
    .split('HTTP/1.1 200 OK')
    .slice(1)
    .map((answer) => {
      let rest = answer.slice(answer.indexOf('\r\n\r\n') + 4);
      let body = '';
      for (;;) {
        const size = Number.parseInt(rest, 16);
        if (!(size > 0)) return body;
        const from = rest.indexOf('\r\n') + 2;
        body += rest.slice(from, from + size);
        expect(rest.slice(from + size, from + size + 2)).toBe('\r\n');
        rest = rest.slice(from + size + 2);
      }
    });
}

test('pipelined streams are answered in order, each whole', async () => {
  upstream.play((seen) => {
    const { content } = JSON.parse(seen.body).messages[0];
    const words = Array.from({ length: 20 }, (_, index) => ({ send: chatChunk({ content: `${content}${index} ` }) }));
    return chatSteps({ send: roleChunk }, ...words.flatMap((word) => [word, { waitMs: 2 }]), {
      send: stopChunk + done,
    });
  });
  const { socket, received } = await openRaw(gateway.url);
  socket.write(request('a') + request('b'));
  await eventually(() => received().split('0\r\n\r\n').length > 2, 'both answers');
  const texts = bodies(received()).map((body) =>
    readEvents(body)
      .chunks.map((chunk) => JSON.stringify(chunk.choices))
      .join(''),
  );
  expect(texts).toHaveLength(2);
  for (let index = 0; index < 20; index += 1) {
    expect(texts[0]).toContain(`a${index} `);
    expect(texts[1]).toContain(`b${index} `);
  }
  socket.destroy();
});

test('a client of HTTP/1.0 gets the stream without chunked coding, ended by the connection', async () => {
  upstream.play(chatStream('one', ' two', ' three'));
  const { socket, received, closed } = await openRaw(gateway.url);
  socket.write(request('x').replace('HTTP/1.1', 'HTTP/1.0'));
  await closed;
  expect(received()).not.toMatch(/transfer-encoding/i);
  const { chunks, isDone } = readEvents(received().slice(received().indexOf('\r\n\r\n') + 4));
  expect(isDone).toBe(true);
  expect(chunks).toHaveLength(5);
});

test('pieces of every size arrive as they were sent', async () => {
  const sizes = [1, 15, 16, 255, 4096, 16_000, 16_384, 20_000, 300_000];
  const words = sizes.map((size) => 'ä'.repeat(size));
  upstream.play(chatStream(...words));
  const response = await gateway.post({ model: 'test', messages: hello, stream: true });
  const { chunks } = readEvents(await response.text());
  const contents = chunks.map(({ choices }) => (choices as [{ delta: { content?: string } }])[0].delta.content);
  expect(contents.filter(Boolean)).toEqual(words);
});
