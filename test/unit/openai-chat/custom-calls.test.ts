import { expect, test } from '@jest/globals';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';

const tools = [
  { type: 'custom', custom: { name: 'patch' } },
  { type: 'function', function: { name: 'look' } },
  { type: 'custom' },
];
const context = { requestId: 'r', createdAt: 1, model: 'm', includeUsage: false, echo: { body: { tools } } };
const call = (name: string, input: string) =>
  ({ type: 'tool-call', id: `c-${name}`, kind: 'function', name, input }) as const;
const calls = [call('patch', '{"input":"*** Begin"}'), call('look', '{"input":"x"}')];

test('a custom tool that the provider knew as a function is called as the client gave it', () => {
  const answer = { id: 'a', model: 'm', parts: calls, stopReason: 'tool', usage: null } as const;
  expect(openAiChat.encodeAnswer(answer, context)).toMatchObject({
    choices: [
      {
        message: {
          tool_calls: [
            { id: 'c-patch', type: 'custom', custom: { name: 'patch', input: '*** Begin' } },
            { id: 'c-look', type: 'function', function: { name: 'look', arguments: '{"input":"x"}' } },
          ],
        },
      },
    ],
  });
});

test('and so it is in a stream, its text told when it is whole', () => {
  const encoder = openAiChat.createEventEncoder(context);
  const events = calls.flatMap(({ input, ...part }, index): ConversationEvent[] => [
    { type: 'part-begins', index, part },
    { type: 'part-delta', index, text: input.slice(0, 6) },
    { type: 'part-delta', index, text: input.slice(6) },
    { type: 'part-ends', index },
  ]);
  const sent = [
    ...events.map((event) => encoder.encode(event)),
    encoder.encode({ type: 'finished', stopReason: 'tool' }),
  ];
  const decoder = openAiChat.createStreamDecoder();
  const decoded = decoder.decode(Buffer.from(sent.join('')));
  const inputs = new Map<number, string>();
  for (const event of decoded) {
    if (event.type === 'part-delta') inputs.set(event.index, (inputs.get(event.index) ?? '') + event.text);
  }
  expect(decoded.flatMap((event) => (event.type === 'part-begins' ? [event.part] : []))).toMatchObject([
    { kind: 'custom', name: 'patch' },
    { kind: 'function', name: 'look' },
  ]);
  expect([...inputs.values()]).toEqual(['*** Begin', '{"input":"x"}']);
});
