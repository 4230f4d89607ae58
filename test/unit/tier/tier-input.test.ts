import { expect, test } from '@jest/globals';
import { tierInput } from '../../../core/routing/tier/tier-input.ts';

test('of a conversation the user’s turns with text are read, and the instructions apart from them', () => {
  const text = (role: 'system' | 'user' | 'assistant', ...texts: string[]) => ({
    role,
    parts: texts.map((part) => ({ type: 'text' as const, text: part })),
  });
  const messages = [
    text('system', 'Be brief.'),
    text('user', 'Prove it', 'formally.'),
    text('assistant', 'Shall I?'),
    text('user', ''),
    text('user', 'yes'),
  ];
  expect(tierInput(messages, 40)).toEqual({
    userTurns: ['Prove it\nformally.', 'yes'],
    instructions: 'Be brief.',
    estimatedTokens: 40,
  });
});
