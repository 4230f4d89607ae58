import { expect, test } from '@jest/globals';
import type { Message } from '../../../core/conversation/message.ts';
import type { Part } from '../../../core/conversation/part.ts';
import { historyAtoms } from '../../../core/sessions/history-atoms.ts';
import { growth, mostGrowth } from '../growth.ts';

const file: Part = { type: 'file', mediaType: 'image/png', source: { kind: 'url', url: 'u' } };

test('an answer in very many messages takes time in proportion to them', () => {
  const factor = growth(2_000, (size) => {
    const messages: Message[] = Array.from({ length: size }, () => ({ role: 'assistant', parts: [file] }));
    return () => historyAtoms(messages);
  });
  expect(factor).toBeLessThan(mostGrowth);
});

test.each(['assistant', 'user'] as const)('one message may have very many parts: %s', (role) => {
  expect(historyAtoms([{ role, parts: new Array<Part>(150_000).fill(file) }])).toHaveLength(150_000);
});
