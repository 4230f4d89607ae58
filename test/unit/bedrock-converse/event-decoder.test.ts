import { expect, test } from '@jest/globals';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import { bedrockConverse } from '../../../protocols/bedrock-converse/bedrock-converse.ts';
import { bedrockFixture } from '../../support/scripted-bedrock.ts';

function decodeAll(events: readonly unknown[]): ConversationEvent[] {
  const decoder = bedrockConverse.createEventDecoder();
  return events.flatMap((event) => decoder.decode(event));
}

/** A fixture's frames as the SDK hands them over. */
function decodedFrames(fixture: string): ConversationEvent[] {
  const frames = bedrockFixture(fixture).frames ?? [];
  return decodeAll(frames.map((frame) => ({ [frame.event ?? frame.exception ?? '']: frame.data })));
}

test('text opens with its first delta, for it has no start event', () => {
  expect(decodedFrames('text')).toEqual([
    { type: 'started', id: null, model: '' },
    { type: 'part-begins', index: 0, part: { type: 'text' } },
    { type: 'part-delta', index: 0, text: 'Hello' },
    { type: 'part-delta', index: 0, text: ', wörld' },
    { type: 'part-delta', index: 0, text: '! 👋' },
    { type: 'part-ends', index: 0 },
    { type: 'finished', stopReason: 'stop' },
    { type: 'usage', usage: { freshInput: 11, cacheRead: 0, cacheWrite: {}, output: 7, reasoning: null } },
  ]);
});

test('parallel tool calls are parts of their own, one without input among them', () => {
  expect(decodedFrames('parallel-tools').filter((event) => 'index' in event && event.index > 0)).toEqual([
    {
      type: 'part-begins',
      index: 1,
      part: { type: 'tool-call', id: 'tooluse_a1', name: 'get_weather', kind: 'function' },
    },
    { type: 'part-delta', index: 1, text: '{"city":' },
    { type: 'part-delta', index: 1, text: '"Bern"}' },
    { type: 'part-ends', index: 1 },
    {
      type: 'part-begins',
      index: 2,
      part: { type: 'tool-call', id: 'tooluse_b2', name: 'get_time', kind: 'function' },
    },
    { type: 'part-ends', index: 2 },
  ]);
});

test('reasoning ends with its signature, redacted reasoning comes whole', () => {
  expect(decodedFrames('reasoning').slice(1, 8)).toEqual([
    { type: 'part-begins', index: 0, part: { type: 'reasoning' } },
    { type: 'part-delta', index: 0, text: 'Two and two' },
    { type: 'part-delta', index: 0, text: ' make four.' },
    { type: 'part-ends', index: 0, signature: 'c2lnbmF0dXJl' },
    { type: 'part-begins', index: 1, part: { type: 'reasoning', redacted: 'aGlkZGVuIHRob3VnaHQ=' } },
    { type: 'part-ends', index: 1 },
    { type: 'part-begins', index: 2, part: { type: 'text' } },
  ]);
});

test('redacted reasoning in several pieces of bytes is put together', () => {
  const piece = (bytes: number[]) => ({
    contentBlockDelta: {
      contentBlockIndex: 0,
      delta: { reasoningContent: { redactedContent: new Uint8Array(bytes) } },
    },
  });
  expect(decodeAll([piece([104]), piece([105]), { contentBlockStop: { contentBlockIndex: 0 } }])).toEqual([
    { type: 'part-begins', index: 0, part: { type: 'reasoning', redacted: 'aGk=' } },
    { type: 'part-ends', index: 0 },
  ]);
});

test('a signature in several pieces is put together', () => {
  const delta = (reasoningContent: object) => ({
    contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent } },
  });
  const events = decodeAll([
    delta({ signature: 'ab' }),
    delta({ signature: 'cd' }),
    { contentBlockStop: { contentBlockIndex: 0 } },
  ]);
  expect(events.at(-1)).toEqual({ type: 'part-ends', index: 0, signature: 'abcd' });
});

test('a block that changes its kind becomes two parts', () => {
  const delta = (value: object) => ({ contentBlockDelta: { contentBlockIndex: 0, delta: value } });
  expect(decodeAll([delta({ reasoningContent: { text: 'Hm.' } }), delta({ text: 'A' })])).toEqual([
    { type: 'part-begins', index: 0, part: { type: 'reasoning' } },
    { type: 'part-delta', index: 0, text: 'Hm.' },
    { type: 'part-ends', index: 0 },
    { type: 'part-begins', index: 1, part: { type: 'text' } },
    { type: 'part-delta', index: 1, text: 'A' },
  ]);
});

test('the tier used comes with the usage', () => {
  expect(decodedFrames('cache-usage').at(-1)).toMatchObject({
    type: 'usage',
    usage: { cacheWrite: { '1h': 1024, '5m': 512 } },
    serviceTier: 'priority',
  });
});

test('parts left open are closed by the stop', () => {
  const events = decodeAll([
    { contentBlockDelta: { contentBlockIndex: 3, delta: { text: 'A' } } },
    { messageStop: { stopReason: 'end_turn' } },
  ]);
  expect(events.slice(-2)).toEqual([
    { type: 'part-ends', index: 0 },
    { type: 'finished', stopReason: 'stop' },
  ]);
});

test('a block the neutral model has no word for is kept whole', () => {
  const start = { toolUse: { toolUseId: 't', name: 'nova_grounding', type: 'server_tool_use' } };
  const delta = { toolUse: { input: '{}' } };
  expect(
    decodeAll([
      { contentBlockStart: { contentBlockIndex: 0, start } },
      { contentBlockDelta: { contentBlockIndex: 0, delta } },
      { contentBlockStop: { contentBlockIndex: 0 } },
    ]),
  ).toEqual([
    {
      type: 'part-begins',
      index: 0,
      part: { type: 'opaque', opaque: { protocol: 'bedrock-converse-stream', data: { start, deltas: [delta] } } },
    },
    { type: 'part-ends', index: 0 },
  ]);
});

test('events and deltas that are not known yet are passed over', () => {
  expect(
    decodeAll([
      { somethingNew: { a: 1 } },
      {},
      { contentBlockDelta: { contentBlockIndex: 0, delta: { somethingNew: 1 } } },
    ]),
  ).toEqual([]);
});

test.each([
  ['throttling', 'rate-limit'],
  ['internal-server', 'upstream-fault'],
  ['model-stream-error', 'upstream-fault'],
  ['service-unavailable', 'overloaded'],
  ['validation', 'invalid-request'],
  ['model-timeout', 'timeout'],
])('the exception %s in a stream is thrown as %s', (name, kind) => {
  expect(() => decodedFrames(`stream-exception-${name}`)).toThrow(expect.objectContaining({ kind }));
});

test.each([[null], ['text'], [[]], [{ contentBlockDelta: { delta: { text: 'A' } } }], [{ messageStop: {} }]])(
  '%p is a broken answer',
  (event) => {
    expect(() => decodeAll([event])).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
  },
);
