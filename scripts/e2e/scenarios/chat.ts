import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, streamText } from 'ai';
import { expect, ifOffered } from '../expect.ts';
import type { Deployment, Scenario } from '../scenario.ts';
import { conversation, theName } from './conversation.ts';

const weather = {
  type: 'function' as const,
  function: {
    name: 'weather',
    description: 'Tells the weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

export const chat: readonly Scenario[] = [
  {
    name: 'chat: a whole answer knows what was said before',
    async run({ openai, model }) {
      const completion = await openai.chat.completions.create({ model, messages: conversation });
      const [choice] = completion.choices;
      expect(choice?.message.content?.includes(theName) === true, 'the answer has the name', choice);
      expect(choice.message.role === 'assistant' && choice.finish_reason === 'stop', 'it ends by itself', choice);
      expect(completion.object === 'chat.completion', 'it is a completion', completion.object);
      expect((completion.usage?.prompt_tokens ?? 0) > 0, 'it says what it used', completion.usage);
      expect(Boolean(completion._request_id), 'it has a request id');
    },
  },
  {
    name: 'chat: the same piece by piece, with the usage last',
    async run({ openai, model }) {
      const stream = await openai.chat.completions.create({
        model,
        messages: conversation,
        stream: true,
        stream_options: { include_usage: true },
      });
      let text = '';
      let finishReason: string | null = null;
      let usages = 0;
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? '';
        finishReason = chunk.choices[0]?.finish_reason ?? finishReason;
        if (chunk.usage) usages += 1;
      }
      expect(text.includes(theName), 'the text has the name', text);
      expect(finishReason === 'stop', 'the stream ends by itself', finishReason);
      expect(usages === 1, 'the usage comes once', usages);
    },
  },
  {
    name: 'chat: the client’s helper collects a stream',
    async run({ openai, model }) {
      const stream = openai.chat.completions.stream({ model, messages: conversation });
      let deltas = '';
      stream.on('content', (delta) => {
        deltas += delta;
      });
      const completion = await stream.finalChatCompletion();
      expect(deltas !== '' && completion.choices[0]?.message.content === deltas, 'the pieces are the whole', deltas);
    },
  },
  {
    name: 'chat: a client may leave in the middle of a stream',
    async run({ openai, model }) {
      const messages = [{ role: 'user' as const, content: 'Tell me what you can do, in as many words as you like.' }];
      const stream = await openai.chat.completions.create({ model, messages, stream: true });
      let chunks = 0;
      for await (const _chunk of stream) {
        chunks += 1;
        stream.controller.abort();
      }
      expect(chunks > 0, 'something came before it left');
      // Whoever asks next is served.
      const next = await openai.chat.completions.create({ model, messages: conversation });
      expect(next.choices[0]?.message.content?.includes(theName) === true, 'the next is answered', next.choices[0]);
    },
  },
  {
    name: 'chat: a tool is called, and its result used',
    async run({ openai, model }) {
      const question = { role: 'user' as const, content: 'What is the weather in Paris?' };
      const asked = await ifOffered(
        () =>
          openai.chat.completions.create({ model, messages: [question], tools: [weather], tool_choice: 'required' }),
        'tool',
      );
      const message = asked.choices[0]?.message;
      const [call] = message?.tool_calls ?? [];
      expect(message !== undefined && call?.type === 'function', 'a function is called', asked.choices[0]);
      expect(call.function.name === 'weather', 'it is the one there is', call.function);
      expect(/paris/i.test(JSON.parse(call.function.arguments).city), 'with the city', call.function.arguments);
      const told = await openai.chat.completions.create({
        model,
        messages: [question, message, { role: 'tool', tool_call_id: call.id, content: '31 degrees, sunny' }],
        tools: [weather],
      });
      const answer = told.choices[0]?.message.content;
      expect(answer?.includes('31') === true, 'the answer has the result', answer);
    },
  },
  {
    name: 'chat: an answer has the shape that a schema asks for',
    async run({ openai, model }) {
      const schema = {
        type: 'object',
        properties: { name: { type: 'string' } },
        required: ['name'],
        additionalProperties: false,
      };
      const completion = await ifOffered(
        () =>
          openai.chat.completions.create({
            model,
            messages: conversation,
            response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
          }),
        'response_format',
      );
      const content = completion.choices[0]?.message.content ?? '';
      expect(String(JSON.parse(content).name).includes(theName), 'the field has the name', content);
    },
  },
  {
    name: 'chat: the AI SDK generates and streams',
    async run(deployment) {
      const model = aiSdkModel(deployment);
      const whole = await generateText({ model, messages: conversation });
      expect(whole.text.includes(theName) && whole.finishReason === 'stop', 'the text has the name', whole.text);
      const stream = streamText({ model, messages: conversation });
      let text = '';
      for await (const delta of stream.textStream) text += delta;
      expect(text.includes(theName), 'so has the stream', text);
      expect(((await stream.usage).outputTokens ?? 0) > 0, 'which says what it used');
    },
  },
];

function aiSdkModel({ baseURL, apiKey, model }: Deployment) {
  return createOpenAICompatible({ name: 'cato', baseURL, apiKey, includeUsage: true }).chatModel(model);
}
