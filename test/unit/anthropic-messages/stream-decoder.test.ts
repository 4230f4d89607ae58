import { expect, test } from '@jest/globals';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { thrownBy } from './encode.ts';
import { answerNames, readStreamFixture } from './fixtures.ts';
import { decodeStream } from './stream.ts';

const { createStreamDecoder } = anthropicMessages;

function sse(...events: object[]): Buffer {
  return Buffer.from(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));
}

const search = { type: 'server_tool_use', id: 's', name: 'web_search', input: {} };

// The one with a block of no neutral kind is told otherwise.
test.each(answerNames.filter((name) => name !== 'stop-paused'))('%s is read back as what it says', async (name) => {
  const bytes = readStreamFixture(name);
  expect(createStreamDecoder().decode(bytes)).toEqual(await decodeStream([bytes]));
});

test('a block of no neutral kind is known as soon as it opens, and its input comes in pieces', () => {
  const decoder = createStreamDecoder();
  expect(decoder.decode(sse({ type: 'content_block_start', index: 0, content_block: search }))).toEqual([
    {
      type: 'part-begins',
      index: 0,
      part: { type: 'opaque', opaque: { protocol: 'anthropic-messages', data: search }, advisory: true },
    },
  ]);
  const delta = { type: 'input_json_delta', partial_json: '{"query":' };
  expect(decoder.decode(sse({ type: 'content_block_delta', index: 0, delta }))).toEqual([
    { type: 'part-delta', index: 0, text: '{"query":' },
  ]);
  expect(decoder.decode(sse({ type: 'content_block_stop', index: 0 }))).toEqual([{ type: 'part-ends', index: 0 }]);
});

test('comments, pings and what follows the end say nothing', () => {
  const decoder = createStreamDecoder();
  expect(decoder.decode(Buffer.from(anthropicMessages.encodeComment('cato: waiting')))).toEqual([]);
  expect(decoder.decode(Buffer.from(anthropicMessages.endOfStream))).toEqual([]);
  expect(decoder.decode(Buffer.from('event: error\ndata: nonsense\n\n'))).toEqual([]);
});

test('errors and what cannot be read are thrown by their kind', () => {
  const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
  expect(thrownBy(() => createStreamDecoder().decode(sse(overloaded)))).toMatchObject({ kind: 'overloaded' });
  expect(thrownBy(() => createStreamDecoder().decode(Buffer.from('data: {"type":\n\n')))).toMatchObject({
    kind: 'broken-answer',
  });
});
