import { expect, test } from '@jest/globals';
import { tierInputOf, tierInputOfPrompt } from '../../../core/routing/tier/tier-input.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';

const user = (content: string) => ({ role: 'user', content });

test('of a conversation the user’s turns are read, and the instructions apart from them', () => {
  const messages = [
    { role: 'system', content: 'Be brief.' },
    user('Prove it formally.'),
    { role: 'assistant', content: 'Shall I?' },
    user('yes'),
  ];
  const characters = 9 + 18 + 8 + 3;
  expect(tierInputOf(openAiChat.surveyRequest({ messages }))).toEqual({
    userTurns: ['Prove it formally.', 'yes'],
    instructions: 'Be brief.',
    estimatedTokens: expect.closeTo(characters / 3.5 + 4 * 4),
  });
});

test.each(['What is 2+2?', '量子計算は暗号をどう変えますか'])(
  'a prompt alone is a conversation of one turn: %s',
  (prompt) => {
    expect(tierInputOfPrompt(prompt)).toEqual(tierInputOf(openAiChat.surveyRequest({ messages: [user(prompt)] })));
  },
);
