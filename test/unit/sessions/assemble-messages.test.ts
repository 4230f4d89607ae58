import { expect, test } from '@jest/globals';
import type { Message, Role } from '../../../core/conversation/message.ts';
import type { Part } from '../../../core/conversation/part.ts';
import { assembleMessages } from '../../../core/sessions/assemble-messages.ts';
import { pathItems } from '../../../core/sessions/path-items.ts';
import type { PathTurn, TurnItem, TurnStatus } from '../../../core/sessions/turn.ts';
import { turnPhase } from '../../../core/sessions/turn-phase.ts';

const call = (id: string): Part => ({ type: 'tool-call', id, name: 'f', kind: 'function', input: '{}' });
const item = (id: string, role: Role, part: string | Part): TurnItem => ({
  id,
  message: { role, parts: [typeof part === 'string' ? { type: 'text', text: part } : part] },
  item: null,
});
const instructions = (id: string, text: string) => ({ ...item(id, 'system', text), isInstructions: true });
const texts = (messages: readonly Message[]) =>
  messages.map(
    ({ role, parts }) => `${role}: ${parts.map((part) => (part.type === 'text' ? part.text : part.type)).join('+')}`,
  );
const turn = (id: string, status: TurnStatus = 'completed', runsUntil = 10): PathTurn => ({
  ...{ id, parentId: null, status, model: 'auto', target: null, createdAt: 0, runsUntil, isDeleted: false },
  input: [item(`${id}-in`, 'user', `question ${id}`)],
  output: [item(`${id}-out`, 'assistant', `answer ${id}`)],
});

test('a prompt is the history and then what is new', () => {
  const history = pathItems([turn('a'), turn('b', 'incomplete')]);
  expect(texts(assembleMessages(history, [item('x', 'user', 'next')]))).toEqual([
    'user: question a',
    'assistant: answer a',
    'user: question b',
    'assistant: answer b',
    'user: next',
  ]);
});

test('turns that failed, were cancelled or still run are not in it, and neither are items taken out', () => {
  const turns = [turn('a'), turn('b', 'failed'), turn('c', 'cancelled'), turn('d', 'in_progress')];
  expect(pathItems(turns).map(({ id }) => id)).toEqual(['a-in', 'a-out']);
  expect(pathItems([turn('a'), turn('b')], ['a-out', 'b-in']).map(({ id }) => id)).toEqual(['a-in', 'b-out']);
});

test('items of one answer are one message, and so are results, but each user message is its own', () => {
  const items = [
    item('1', 'user', 'a'),
    item('2', 'user', 'b'),
    item('3', 'assistant', 'text'),
    { id: '4', message: null, item: { type: 'unknown' } },
    item('5', 'assistant', call('c1')),
    item('6', 'assistant', call('c2')),
    item('7', 'tool', { type: 'tool-result', toolCallId: 'c1', content: [] }),
    item('8', 'tool', { type: 'tool-result', toolCallId: 'c2', content: [] }),
  ];
  const expected = ['user: a', 'user: b', 'assistant: text+tool-call+tool-call', 'tool: tool-result+tool-result'];
  expect(texts(assembleMessages(items, []))).toEqual(expected);
  expect(texts(assembleMessages(items.slice(0, 6), items.slice(6)))).toEqual(expected);
});

test('of instructions the latest turn’s are heard, first, whether new or kept', () => {
  const history = [
    instructions('1', 'old'),
    item('2', 'user', 'a'),
    instructions('3', 'new'),
    instructions('4', 'too'),
    item('5', 'user', 'b'),
  ];
  expect(texts(assembleMessages(history, []))).toEqual(['system: new', 'system: too', 'user: a', 'user: b']);
  const input = [instructions('6', 'newest'), item('7', 'user', 'c')];
  expect(texts(assembleMessages(history, input))).toEqual(['system: newest', 'user: a', 'user: b', 'user: c']);
  expect(texts(assembleMessages([item('1', 'system', 'said'), item('2', 'user', 'a')], input.slice(1)))).toEqual([
    'system: said',
    'user: a',
    'user: c',
  ]);
});

test('a turn runs until its time is over, and is abandoned then', () => {
  expect(turnPhase(turn('a', 'in_progress'), 9)).toBe('runs');
  expect(turnPhase(turn('a', 'in_progress'), 10)).toBe('abandoned');
  expect(turnPhase(turn('a', 'incomplete'), 99)).toBe('counts');
  expect(turnPhase(turn('a', 'completed'), 0)).toBe('counts');
  expect(turnPhase(turn('a', 'failed'), 0)).toBe('void');
  expect(turnPhase(turn('a', 'cancelled'), 0)).toBe('void');
});
