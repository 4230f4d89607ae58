import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { openAiResponses } from '../../../protocols/openai-responses/openai-responses.ts';
import { sealReasoning } from '../../../protocols/openai-responses/reasoning-envelope.ts';
import { countElements } from '../count-elements.ts';

const decode = (input: readonly JsonObject[]) => openAiResponses.decodeRequest({ model: 'm', input }).messages;
const call = (id: string): JsonObject => ({ type: 'function_call', call_id: id, name: 'f', arguments: '{}' });
const companion = (callId: string, data: string): JsonObject => ({
  type: 'reasoning',
  summary: [],
  encrypted_content: sealReasoning({ opaque: { protocol: 'gemini', data }, callId }),
});

describe('what a provider needs of a call', () => {
  test('goes to the last call of its id', () => {
    const [first, , second] = decode([
      call('a'),
      { type: 'function_call_output', call_id: 'a', output: 'x' },
      call('b'),
      call('a'),
      companion('a', 's'),
      companion('nobody', 't'),
    ]);
    expect(first?.parts[0]).not.toHaveProperty('opaque');
    expect(second?.parts[0]).not.toHaveProperty('opaque');
    expect(second?.parts[1]).toMatchObject({ id: 'a', opaque: { protocol: 'gemini', data: 's' } });
  });
});

describe('very many items take work in proportion to them', () => {
  const count = 2_000;

  test('reasoning without a call', () => {
    const reasoning = Array.from({ length: count }, () => ({ type: 'reasoning', summary: [] }));
    const input = [{ role: 'assistant', content: 'x' }, ...reasoning];
    expect(countElements(() => decode(input))).toBeLessThan(20 * count);
  });

  test('calls and what their provider needs of them', () => {
    const ids = Array.from({ length: count }, (_, index) => `call_${index}`);
    // The first calls come last: what looks from the end goes through all.
    const input = [...ids.map(call), ...ids.map((id) => companion(id, 's'))];
    expect(countElements(() => decode(input))).toBeLessThan(20 * input.length);
  });
});
