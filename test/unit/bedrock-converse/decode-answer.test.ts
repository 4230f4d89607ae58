import { describe, expect, test } from '@jest/globals';
import { decodeAnswer } from '../../../protocols/bedrock-converse/decode-answer.ts';
import { documentText } from '../../../protocols/bedrock-converse/document-text.ts';
import { bedrockFixture } from '../../support/scripted-bedrock.ts';

function decoded(fixture: string) {
  return decodeAnswer(bedrockFixture(fixture).body);
}

test('text, its stop reason and its usage are read', () => {
  expect(decoded('text')).toEqual({
    id: null,
    model: '',
    parts: [{ type: 'text', text: 'Hello, wörld! 👋' }],
    stopReason: 'stop',
    usage: { freshInput: 11, cacheRead: 0, cacheWrite: {}, output: 7, reasoning: null },
  });
});

test('tool calls keep their order and become JSON text', () => {
  expect(decoded('parallel-tools')).toMatchObject({
    parts: [
      { type: 'text', text: 'I look both up.' },
      { type: 'tool-call', id: 'tooluse_a1', name: 'get_weather', kind: 'function', input: '{"city":"Bern"}' },
      { type: 'tool-call', id: 'tooluse_b2', name: 'get_time', kind: 'function', input: '{}' },
    ],
    stopReason: 'tool',
  });
});

test('reasoning keeps its signature, redacted reasoning its bytes', () => {
  expect(decoded('reasoning').parts).toEqual([
    { type: 'reasoning', text: 'Two and two make four.', signature: 'c2lnbmF0dXJl' },
    { type: 'reasoning', text: '', redacted: 'aGlkZGVuIHRob3VnaHQ=' },
    { type: 'text', text: '4' },
  ]);
});

test('cache writes are told apart by their time to live, or kept as default', () => {
  expect(decoded('cache-usage')).toMatchObject({
    usage: { freshInput: 12, cacheRead: 2048, cacheWrite: { '1h': 1024, '5m': 512 }, output: 5 },
    serviceTier: 'priority',
  });
  expect(decoded('cache-usage-unsplit').usage?.cacheWrite).toEqual({ default: 1536 });
});

test('an empty list of cache writes leaves the total', () => {
  const usage = { inputTokens: 1, outputTokens: 1, cacheWriteInputTokens: 9, cacheDetails: [] };
  const answer = decodeAnswer({ output: { message: { content: [] } }, stopReason: 'end_turn', usage });
  expect(answer.usage?.cacheWrite).toEqual({ default: 9 });
});

test('a usage that is missing is null, never zeros', () => {
  expect(decoded('no-usage').usage).toBeNull();
});

test.each([
  ['stop-end-turn', 'stop'],
  ['stop-stop-sequence', 'stop'],
  ['stop-max-tokens', 'length'],
  ['stop-model-context-window-exceeded', 'context-full'],
  ['tool', 'tool'],
  ['stop-content-filtered', 'filtered'],
  ['stop-guardrail-intervened', 'filtered'],
  ['stop-malformed-model-output', 'malformed'],
  ['stop-malformed-tool-use', 'malformed'],
])('%s means %s', (fixture, stopReason) => {
  expect(decoded(fixture).stopReason).toBe(stopReason);
});

test('an unknown stop reason counts as an ordinary end', () => {
  expect(decodeAnswer({ output: { message: { content: [] } }, stopReason: 'tired' }).stopReason).toBe('stop');
});

test('images, cited text and unknown blocks are kept', () => {
  const cited = { citationsContent: { content: [{ text: 'As ' }, { text: 'said.' }], citations: [{ title: 'A' }] } };
  const unknown = { somethingNew: { a: 1 } };
  const content = [{ image: { format: 'png', source: { bytes: new Uint8Array([104, 105]) } } }, cited, unknown];
  expect(decodeAnswer({ output: { message: { content } }, stopReason: 'end_turn' }).parts).toEqual([
    { type: 'file', mediaType: 'image/png', source: { kind: 'base64', data: 'aGk=' } },
    { type: 'text', text: 'As said.', opaque: { protocol: 'bedrock-converse', data: cited } },
    { type: 'opaque', opaque: { protocol: 'bedrock-converse', data: unknown } },
  ]);
});

test('the model a prompt router chose is named', () => {
  const trace = { promptRouter: { invokedModelId: 'amazon.nova-lite-v1:0' } };
  expect(decodeAnswer({ output: { message: { content: [] } }, stopReason: 'end_turn', trace }).model).toBe(
    'amazon.nova-lite-v1:0',
  );
});

test.each([
  [null],
  ['text'],
  [{}],
  [{ output: { message: { content: [] } } }],
  [{ output: {}, stopReason: 'end_turn' }],
])('%p is a broken answer', (body) => {
  expect(() => decodeAnswer(body)).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
});

describe('the text of a document', () => {
  test('writes back what JSON can say', () => {
    const value = { a: [1, -2.5, 'x"y', null, true, {}], b: { c: [] } };
    expect(documentText(value)).toBe(JSON.stringify(value));
  });

  test('keeps numbers that JavaScript cannot hold', () => {
    expect(documentText({ n: 12345678901234567890n })).toBe('{"n":12345678901234567890}');
  });

  test('leaves a tool’s own object alone that looks like an exact number', () => {
    expect(documentText({ type: 'bigDecimal', string: '1' })).toBe('{"type":"bigDecimal","string":"1"}');
  });
});
