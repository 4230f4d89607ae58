import fc from 'fast-check';
import type { ConversationAnswer } from '../../../core/conversation/conversation-answer.ts';
import type { ConversationEvent, StreamedPart } from '../../../core/conversation/conversation-event.ts';
import type { Part } from '../../../core/conversation/part.ts';
import type { StopReason } from '../../../core/conversation/stop-reason.ts';

const text = fc.string({ unit: fc.constantFrom('a', ' ', 'ü', '🙂', '"', '\n'), minLength: 1, maxLength: 8 });
const name = fc.constantFrom('look', 'mcp__fs__read', 'patch', 'free');

const answerPart: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text }),
  fc.record({ type: fc.constant('refusal' as const), text }),
  fc.record({ type: fc.constant('reasoning' as const), text }),
  fc.record({ type: fc.constant('reasoning' as const), text, signature: text }),
  fc.record({ type: fc.constant('reasoning' as const), text: fc.constant(''), redacted: text }),
  fc.record({
    type: fc.constant('tool-call' as const),
    id: fc.uuid(),
    name,
    kind: fc.constant('function' as const),
    input: fc.constantFrom('', '{}', '{"input":"x"}', '{"a": [1, 2]}'),
  }),
  fc.record({
    type: fc.constant('tool-call' as const),
    id: fc.uuid(),
    name,
    kind: fc.constant('function' as const),
    input: fc.constant('{}'),
    opaque: fc.constantFrom({ protocol: 'gemini', data: { thoughtSignature: 's' } }, { protocol: 'other', data: {} }),
  }),
  fc.record({
    type: fc.constant('tool-call' as const),
    id: fc.uuid(),
    name: fc.constant('free'),
    kind: fc.constant('custom' as const),
    input: fc.oneof(text, fc.constant('')),
  }),
  fc.constant<Part>({
    type: 'opaque',
    opaque: {
      protocol: 'openai-responses',
      data: { item: { id: 'ws_1', type: 'web_search_call', status: 'completed' } },
    },
  }),
  fc.constant<Part>({ type: 'opaque', opaque: { protocol: 'somewhere-else', data: { odd: true } } }),
);

export const neutralAnswer: fc.Arbitrary<ConversationAnswer> = fc.record({
  id: fc.constantFrom('msg_01', null),
  model: fc.constantFrom('claude-x', ''),
  parts: fc.array(answerPart, { maxLength: 5 }),
  stopReason: fc.constantFrom<StopReason>('stop', 'length', 'context-full', 'tool', 'paused', 'filtered', 'malformed'),
  usage: fc.option(
    fc.record({
      freshInput: fc.nat(99),
      cacheRead: fc.nat(99),
      cacheWrite: fc.constantFrom({}, { '5m': 7 }, { '30m': 2, '12h': 3 }),
      output: fc.nat(99),
      reasoning: fc.option(fc.nat(9)),
    }),
  ),
});

/** The answer as a stream. @param isUsageFirst whether the usage is told before the stop reason. */
export function toEvents(answer: ConversationAnswer, isUsageFirst: boolean): ConversationEvent[] {
  const usage: ConversationEvent[] = answer.usage === null ? [] : [{ type: 'usage', usage: answer.usage }];
  const finished: ConversationEvent = { type: 'finished', stopReason: answer.stopReason };
  return [
    { type: 'started', id: answer.id, model: answer.model },
    ...answer.parts.flatMap(partEvents),
    ...(isUsageFirst ? [...usage, finished] : [finished, ...usage]),
  ];
}

function partEvents(part: Part, index: number): ConversationEvent[] {
  const said = part.type === 'tool-call' ? part.input : 'text' in part ? part.text : '';
  const pieces = said === '' ? [] : [said.slice(0, 3), said.slice(3)].filter((piece) => piece !== '');
  const signature = part.type === 'reasoning' && part.signature !== undefined ? { signature: part.signature } : {};
  return [
    { type: 'part-begins', index, part: streamed(part) },
    ...pieces.map((piece): ConversationEvent => ({ type: 'part-delta', index, text: piece })),
    { type: 'part-ends', index, ...signature, ...('opaque' in part && part.opaque && { opaque: part.opaque }) },
  ];
}

function streamed(part: Part): StreamedPart {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return { type: part.type };
    case 'reasoning':
      return part.redacted === undefined ? { type: 'reasoning' } : { type: 'reasoning', redacted: part.redacted };
    case 'tool-call':
      return { type: 'tool-call', id: part.id, name: part.name, kind: part.kind };
    case 'opaque':
      return { type: 'opaque', opaque: part.opaque };
    default:
      throw new Error(`no part of an answer: ${part.type}`);
  }
}
