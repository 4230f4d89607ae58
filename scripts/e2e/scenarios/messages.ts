import { expect, ifOffered } from '../expect.ts';
import type { Scenario } from '../scenario.ts';
import { theName } from './conversation.ts';

const messages = [{ role: 'user' as const, content: 'My name is Alice. What is my name? Answer with the name.' }];
const limit = { max_tokens: 300 };

export const messagesScenarios: readonly Scenario[] = [
  {
    name: 'messages: a whole answer',
    async run({ anthropic, model }) {
      const message = await anthropic.messages.create({ model, ...limit, messages });
      expect(JSON.stringify(message.content).includes(theName), 'it has the name', message.content);
      expect(message.stop_reason === 'end_turn', 'it ends by itself', message.stop_reason);
      expect(message.usage.input_tokens > 0, 'it says what it used', message.usage);
    },
  },
  {
    name: 'messages: the same piece by piece',
    async run({ anthropic, model }) {
      const stream = anthropic.messages.stream({ model, ...limit, messages });
      const text = await stream.finalText();
      expect(text.includes(theName), 'the text has the name', text);
      expect((await stream.finalMessage()).stop_reason === 'end_turn', 'it ends by itself');
    },
  },
  {
    name: 'messages: tokens are counted',
    async run({ anthropic, model }) {
      const count = (content: string) =>
        anthropic.messages.countTokens({ model, messages: [{ role: 'user', content }] });
      const few = (await count('Hello')).input_tokens;
      const many = (await count('Hello '.repeat(200))).input_tokens;
      expect(few > 0 && many > few, 'more words are more tokens', { few, many });
    },
  },
  {
    name: 'messages: a tool is called',
    async run({ anthropic, model }) {
      const message = await ifOffered(
        () =>
          anthropic.messages.create({
            model,
            ...limit,
            messages: [{ role: 'user', content: 'What is the weather in Paris?' }],
            tools: [{ name: 'weather', input_schema: { type: 'object', properties: { city: { type: 'string' } } } }],
            tool_choice: { type: 'any' },
          }),
        'tool',
      );
      const call = message.content.find((part) => part.type === 'tool_use');
      expect(call?.name === 'weather', 'the tool is called', message.content);
      expect(message.stop_reason === 'tool_use', 'it waits for the result', message.stop_reason);
    },
  },
];
