import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Part } from '../../../core/conversation/part.ts';
import { gemini } from '../../../protocols/gemini/gemini.ts';
import { thrownBy } from './encode.ts';
import { assemble, decodeAll, decodeFixture, readBody } from './stream.ts';

function piece(parts: readonly unknown[], finishReason?: string, usageMetadata?: object) {
  return {
    candidates: [{ content: { role: 'model', parts }, index: 0, ...(finishReason && { finishReason }) }],
    modelVersion: 'gemini-3-flash',
    responseId: 'r1',
    ...(usageMetadata && { usageMetadata }),
  };
}

const usageMetadata = { promptTokenCount: 10, candidatesTokenCount: 5 };

test.each([
  'text',
  'tools',
  'structured',
  'thinking',
  'stop-length',
  'stop-filtered',
  'stop-malformed',
  'blocked-prompt',
])('%s comes streamed as it comes whole', (name) => {
  expect(assemble(decodeFixture(name))).toEqual(gemini.decodeAnswer(readBody(name)));
});

test('a call is told whole, between what came before and after it', () => {
  const events = decodeAll([
    piece([{ text: 'I look.' }]),
    piece([{ functionCall: { name: 'a', args: { x: 1 } }, thoughtSignature: 'c2ln' }]),
    piece([{ text: 'Done.' }], 'STOP', usageMetadata),
  ]);
  expect(events).toEqual([
    { type: 'started', id: 'r1', model: 'gemini-3-flash' },
    { type: 'part-begins', index: 0, part: { type: 'text' } },
    { type: 'part-delta', index: 0, text: 'I look.' },
    { type: 'part-ends', index: 0 },
    { type: 'part-begins', index: 1, part: { type: 'tool-call', id: 'gemini_r1_0', name: 'a', kind: 'function' } },
    { type: 'part-delta', index: 1, text: '{"x":1}' },
    { type: 'part-ends', index: 1, opaque: { protocol: 'gemini', data: { thoughtSignature: 'c2ln' } } },
    { type: 'part-begins', index: 2, part: { type: 'text' } },
    { type: 'part-delta', index: 2, text: 'Done.' },
    { type: 'part-ends', index: 2 },
    { type: 'finished', stopReason: 'tool' },
    { type: 'usage', usage: { freshInput: 10, cacheRead: 0, cacheWrite: {}, output: 5, reasoning: 0 } },
  ]);
});

test('a signature ends the part it came with, so that it stays on it', () => {
  const { parts } = assemble(
    decodeAll([piece([{ text: 'a', thoughtSignature: 'b25l' }]), piece([{ text: 'b' }]), piece([], 'STOP')]),
  );
  expect(parts).toEqual([
    { type: 'text', text: 'a', opaque: { protocol: 'gemini', data: { thoughtSignature: 'b25l' } } },
    { type: 'text', text: 'b' },
  ]);
});

test('a signature alone after a call is a part of its own', () => {
  const { parts } = assemble(
    decodeAll([piece([{ functionCall: { name: 'a' } }]), piece([{ text: '', thoughtSignature: 'b25l' }], 'STOP')]),
  );
  expect(parts[1]).toEqual({
    type: 'text',
    text: '',
    opaque: { protocol: 'gemini', data: { thoughtSignature: 'b25l' } },
  });
});

test('a file comes as it is, to go back as it came', () => {
  const image = { inlineData: { mimeType: 'image/png', data: 'aGk=' }, thoughtSignature: 'c2ln' };
  const { parts } = assemble(decodeAll([piece([image], 'STOP')]));
  expect(parts).toEqual([{ type: 'opaque', opaque: { protocol: 'gemini', data: image } }]);
});

test('text cut anywhere is the same text', () => {
  const thought = fc.record({ text: fc.string(), thought: fc.boolean() });
  fc.assert(
    fc.property(fc.array(fc.array(thought, { maxLength: 3 }), { maxLength: 6 }), (pieces) => {
      const wire = pieces.map((parts) => piece(parts));
      const { parts } = assemble(decodeAll([...wire, piece([], 'STOP')]));
      const said = (all: readonly Part[], type: string) =>
        all.map((part) => (part.type === type && 'text' in part ? part.text : '')).join('');
      const sent = pieces.flat();
      expect(said(parts, 'text')).toBe(sent.map((part) => (part.thought ? '' : part.text)).join(''));
      expect(said(parts, 'reasoning')).toBe(sent.map((part) => (part.thought ? part.text : '')).join(''));
      for (const [index, part] of parts.entries()) expect(part.type).not.toBe(parts[index + 1]?.type);
    }),
  );
});

describe('usage', () => {
  const usages = (wire: readonly unknown[]) => decodeAll(wire).filter((event) => event.type === 'usage');

  test('on the way is not the usage of the answer', () => {
    expect(usages([piece([{ text: 'a' }], undefined, usageMetadata), piece([], 'STOP')])).toEqual([]);
  });

  test('may follow the end, and counts once', () => {
    const wire = [piece([{ text: 'a' }], 'STOP'), { usageMetadata }, { usageMetadata: { promptTokenCount: 99 } }];
    expect(usages(wire)).toMatchObject([{ usage: { freshInput: 10 } }]);
  });
});

describe('what is broken', () => {
  test.each([
    ['an event that is no object', ['x']],
    ['something else', [{ ok: true }]],
    ['more content after the end', [piece([{ text: 'a' }], 'STOP'), piece([{ text: 'b' }])]],
    ['a part that is no object', [piece(['a'])]],
  ])('%s', (_, wire) => {
    expect(thrownBy(() => decodeAll(wire))).toMatchObject({ kind: 'broken-answer' });
  });

  test('an error has its kind', () => {
    const error = { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Slow down.' };
    expect(thrownBy(() => decodeAll([piece([{ text: 'a' }]), { error }]))).toMatchObject({
      kind: 'rate-limit',
      upstream: { status: null },
    });
  });

  test('without a finish reason nothing is finished', () => {
    const types = decodeAll([piece([{ text: 'a' }]), piece([], 'FINISH_REASON_UNSPECIFIED')]).map(({ type }) => type);
    expect(types).not.toContain('finished');
  });
});
