import { describe, expect, test } from '@jest/globals';
import { gemini } from '../../../protocols/gemini/gemini.ts';
import { thrownBy } from './encode.ts';
import { readBody } from './stream.ts';

function answer(parts: readonly unknown[], rest: object = {}) {
  const body = {
    candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0, ...rest }],
    responseId: 'r1',
    modelVersion: 'gemini-3-flash',
  };
  return gemini.decodeAnswer(body);
}

test('thoughts, text and signatures are told apart, and usage is taken apart', () => {
  expect(gemini.decodeAnswer(readBody('thinking'))).toEqual({
    id: 'mpXpaO5Jq2kqsMP4YR6Ac',
    model: 'gemini-3-flash',
    parts: [
      { type: 'reasoning', text: '**Weighing** the moon.', opaque: { protocol: 'gemini', data: {} } },
      { type: 'text', text: 'High.', opaque: { protocol: 'gemini', data: { thoughtSignature: 'c2lnbmVkLXRleHQ=' } } },
    ],
    stopReason: 'stop',
    // 100 of the prompt and 5 of tools' results, of which 60 were cached; 20 said and 7 thought.
    usage: { freshInput: 45, cacheRead: 60, cacheWrite: {}, output: 27, reasoning: 7 },
    serviceTier: 'flex',
  });
});

test('calls get ids when they have none, and keep their own and their signatures', () => {
  const { parts, stopReason } = answer([
    { functionCall: { name: 'a', args: { z: 1, b: 2 } }, thoughtSignature: 'c2ln' },
    { functionCall: { id: 'own', name: 'a' } },
    { functionCall: { name: 'b', args: {} } },
  ]);
  expect(parts).toEqual([
    {
      type: 'tool-call',
      id: 'gemini_r1_0',
      name: 'a',
      kind: 'function',
      input: '{"z":1,"b":2}',
      opaque: { protocol: 'gemini', data: { thoughtSignature: 'c2ln' } },
    },
    { type: 'tool-call', id: 'own', name: 'a', kind: 'function', input: '{}' },
    { type: 'tool-call', id: 'gemini_r1_1', name: 'b', kind: 'function', input: '{}' },
  ]);
  expect(stopReason).toBe('tool');
});

test('made up ids are taken by every other provider', () => {
  const body = { ...readBody('tools'), responseId: 'a b/c:'.repeat(20) };
  const ids = gemini.decodeAnswer(body).parts.map((part) => (part.type === 'tool-call' ? part.id : ''));
  for (const id of ids) expect(id).toMatch(/^[a-zA-Z0-9_-]{1,40}$/);
  expect(new Set(ids).size).toBe(2);
});

test('an image is a file, and what has no word is kept as it came', () => {
  const code = { executableCode: { language: 'PYTHON', code: '1' } };
  expect(answer([{ inlineData: { mimeType: 'image/png', data: 'aGk=' } }, code]).parts).toEqual([
    { type: 'file', mediaType: 'image/png', source: { kind: 'base64', data: 'aGk=' } },
    { type: 'opaque', opaque: { protocol: 'gemini', data: code } },
  ]);
});

describe('how it ended', () => {
  test.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'filtered'],
    ['RECITATION', 'filtered'],
    ['LANGUAGE', 'filtered'],
    ['BLOCKLIST', 'filtered'],
    ['PROHIBITED_CONTENT', 'filtered'],
    ['SPII', 'filtered'],
    ['MALFORMED_FUNCTION_CALL', 'malformed'],
    ['MALFORMED_RESPONSE', 'malformed'],
    ['UNEXPECTED_TOOL_CALL', 'malformed'],
    ['A_WORD_OF_NEXT_YEAR', 'stop'],
  ])('%s is %s', (finishReason, stopReason) => {
    expect(answer([{ text: 'x' }], { finishReason }).stopReason).toBe(stopReason);
  });

  test('a call that was not the end of it does not hide the reason', () => {
    expect(answer([{ functionCall: { name: 'a' } }], { finishReason: 'MAX_TOKENS' }).stopReason).toBe('length');
  });

  test('a blocked prompt is a filtered answer without content', () => {
    expect(gemini.decodeAnswer(readBody('blocked-prompt'))).toMatchObject({
      parts: [],
      stopReason: 'filtered',
      usage: { freshInput: 100, output: 0 },
    });
  });

  test('a candidate without content may still have ended', () => {
    const body = { candidates: [{ finishReason: 'MAX_TOKENS' }] };
    expect(gemini.decodeAnswer(body)).toMatchObject({
      id: null,
      model: '',
      parts: [],
      stopReason: 'length',
      usage: null,
    });
  });
});

test.each([
  ['nothing', null],
  ['a list', []],
  ['no candidates', {}],
  ['feedback that blocks nothing', { promptFeedback: {} }],
  ['no finish reason', { candidates: [{ content: { parts: [{ text: 'x' }] } }] }],
  ['an unspecified finish reason', { candidates: [{ finishReason: 'FINISH_REASON_UNSPECIFIED' }] }],
  ['parts that are no list', { candidates: [{ content: { parts: 'x' }, finishReason: 'STOP' }] }],
  ['a call without a name', { candidates: [{ content: { parts: [{ functionCall: {} }] }, finishReason: 'STOP' }] }],
])('%s is a broken answer', (_, body) => {
  expect(thrownBy(() => gemini.decodeAnswer(body))).toMatchObject({ kind: 'broken-answer' });
});

test('an error in a success is thrown by its kind', () => {
  expect(thrownBy(() => gemini.decodeAnswer(readBody('error-overloaded')))).toMatchObject({ kind: 'overloaded' });
});

test('usage without the prompt is no report, and zeros that are left out are zeros', () => {
  const usageOf = (usageMetadata: object) =>
    gemini.decodeAnswer({ candidates: [{ finishReason: 'STOP' }], usageMetadata }).usage;
  expect(usageOf({ candidatesTokenCount: 5 })).toBeNull();
  expect(usageOf({ promptTokenCount: 5, cachedContentTokenCount: 9 })).toEqual({
    freshInput: 0,
    cacheRead: 9,
    cacheWrite: {},
    output: 0,
    reasoning: 0,
  });
});
