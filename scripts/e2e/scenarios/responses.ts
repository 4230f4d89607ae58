import { setTimeout as pause } from 'node:timers/promises';
import { expect, ifOffered, refusal } from '../expect.ts';
import type { Scenario } from '../scenario.ts';
import { theName } from './conversation.ts';

const statement = 'My name is Alice.';
const question = 'What is my name? Answer with the name.';
const pollMs = 500;

export const responses: readonly Scenario[] = [
  {
    name: 'responses: a whole answer',
    async run({ openai, model }) {
      const response = await openai.responses.create({ model, input: `${statement} ${question}`, store: false });
      expect(response.status === 'completed', 'it is completed', response.status);
      expect(response.output_text.includes(theName), 'it has the name', response.output_text);
      expect((response.usage?.total_tokens ?? 0) > 0, 'it says what it used', response.usage);
    },
  },
  {
    name: 'responses: the same piece by piece',
    async run({ openai, model }) {
      const stream = await openai.responses.create({
        model,
        input: `${statement} ${question}`,
        store: false,
        stream: true,
      });
      let text = '';
      let last = '';
      for await (const event of stream) {
        if (event.type === 'response.output_text.delta') text += event.delta;
        last = event.type;
      }
      expect(text.includes(theName), 'the text has the name', text);
      expect(last === 'response.completed', 'the stream ends completed', last);
    },
  },
  {
    name: 'responses: an answer goes on from an earlier one, is found again and deleted',
    async run({ openai, model }) {
      const first = await ifOffered(() => openai.responses.create({ model, input: statement }));
      const second = await openai.responses.create({ model, input: question, previous_response_id: first.id });
      expect(second.output_text.includes(theName), 'it knows the name', second.output_text);
      const found = await openai.responses.retrieve(second.id);
      expect(found.output_text === second.output_text, 'it is found as it was', found.output_text);
      await openai.responses.delete(second.id);
      const gone = await refusal(openai.responses.retrieve(second.id));
      expect(gone.status === 404, 'it is gone when it was deleted', gone);
      await openai.responses.delete(first.id);
    },
  },
  {
    name: 'responses: a background answer is there when somebody comes back for it',
    async run({ openai, model }) {
      const asked = await ifOffered(() =>
        openai.responses.create({ model, input: `${statement} ${question}`, background: true }),
      );
      let found = asked;
      while (found.status === 'queued' || found.status === 'in_progress') {
        await pause(pollMs);
        found = await openai.responses.retrieve(asked.id);
      }
      expect(found.status === 'completed', 'it is completed', { status: found.status, error: found.error });
      expect(found.output_text.includes(theName), 'it has the name', found.output_text);
      await openai.responses.delete(asked.id);
    },
  },
  {
    name: 'conversations: what was said in one is known in it',
    async run({ openai, model }) {
      const conversation = await ifOffered(() => openai.conversations.create());
      await openai.responses.create({ model, conversation: conversation.id, input: statement });
      const answer = await openai.responses.create({ model, conversation: conversation.id, input: question });
      expect(answer.output_text.includes(theName), 'it knows the name', answer.output_text);
      const { data } = await openai.conversations.items.list(conversation.id);
      expect(data.length === 4, 'two questions and two answers are in it', data.length);
      await openai.conversations.delete(conversation.id);
    },
  },
];
