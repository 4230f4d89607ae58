import { expect, test } from '@jest/globals';
import type { Message } from '../../../core/conversation/message.ts';
import type { Part } from '../../../core/conversation/part.ts';
import { historyAtoms } from '../../../core/sessions/history-atoms.ts';
import { countElements } from '../count-elements.ts';

const file: Part = { type: 'file', mediaType: 'image/png', source: { kind: 'url', url: 'u' } };

test('an answer in very many messages takes work in proportion to them', () => {
  const messages = Array.from({ length: 2_000 }, (): Message => ({ role: 'assistant', parts: [file] }));
  expect(countElements(() => historyAtoms(messages))).toBeLessThan(20 * messages.length);
});

test.each(['assistant', 'user'] as const)('one message may have very many parts: %s', (role) => {
  expect(historyAtoms([{ role, parts: new Array<Part>(150_000).fill(file) }])).toHaveLength(150_000);
});
