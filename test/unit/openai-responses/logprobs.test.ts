import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AnswerCollector } from '../../../core/chat/answer-collector.ts';
import type { ConversationAnswer } from '../../../core/conversation/conversation-answer.ts';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import type { TokenLogprob } from '../../../core/conversation/token-logprob.ts';
import { unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { openAiResponses } from '../../../protocols/openai-responses/openai-responses.ts';
import { parseEvents } from '../../../protocols/server-sent-events/event-data.ts';
import { answerContext } from './answer-context.ts';

const token = fc.record({
  token: fc.constantFrom('a', ' ', '🙂', ''),
  logprob: fc.double({ max: 0, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  bytes: fc.array(fc.nat(255), { maxLength: 3 }),
});
const logprobs: fc.Arbitrary<TokenLogprob[]> = fc.array(
  fc.tuple(token, fc.array(token, { maxLength: 2 })).map(([own, top]) => ({ ...own, top })),
  { minLength: 1, maxLength: 4 },
);

function answerOf(type: 'text' | 'refusal', told: readonly TokenLogprob[]): ConversationAnswer {
  const text = 'said';
  return { id: 'x_1', model: 'm', parts: [{ type, text, logprobs: told }], stopReason: 'stop', usage: null };
}

function eventsOf(type: 'text' | 'refusal', told: readonly TokenLogprob[]): ConversationEvent[] {
  const deltas = told.map((one): ConversationEvent => {
    return { type: 'part-delta', index: 0, text: one.token, logprobs: [one] };
  });
  return [
    { type: 'started', id: 'x_1', model: 'm' },
    { type: 'part-begins', index: 0, part: { type } },
    ...deltas,
    { type: 'part-ends', index: 0 },
    { type: 'finished', stopReason: 'stop' },
  ];
}

function spoken(answer: ConversationAnswer | null): unknown {
  return answer?.parts.flatMap((part) =>
    part.type === 'text' || part.type === 'refusal' ? (part.logprobs ?? []) : [],
  );
}

test('logprobs of a whole answer are the same after either format', () => {
  fc.assert(
    fc.property(logprobs, (told) => {
      for (const codec of [openAiChat, openAiResponses]) {
        const wire = JSON.parse(JSON.stringify(codec.encodeAnswer(answerOf('text', told), answerContext())));
        expect(spoken(codec.decodeAnswer(wire))).toEqual(told);
      }
    }),
  );
});

test('and of a streamed one', () => {
  fc.assert(
    fc.property(logprobs, (told) => {
      for (const codec of [openAiChat, openAiResponses]) {
        const encoder = codec.createEventEncoder(answerContext());
        const text =
          eventsOf('text', told)
            .map((event) => encoder.encode(event))
            .join('') + encoder.end();
        const decoder = codec.createEventDecoder();
        const collector = new AnswerCollector();
        for (const { data } of parseEvents(text)) {
          if (!data.startsWith('{')) continue;
          for (const event of decoder.decode(JSON.parse(data))) collector.add(event);
        }
        expect(spoken(collector.answer())).toEqual(told);
      }
    }),
  );
});

test('what a refusal was made of is told by Chat, which has a place for it', () => {
  const told = [{ token: 'No', logprob: -1, bytes: null, top: [] }];
  const wire = JSON.parse(JSON.stringify(openAiChat.encodeAnswer(answerOf('refusal', told), answerContext())));
  expect(wire.choices[0].logprobs).toEqual({
    content: null,
    refusal: [{ token: 'No', logprob: -1, bytes: null, top_logprobs: [] }],
  });
  expect(spoken(openAiChat.decodeAnswer(wire))).toEqual(told);
});

test('a client of Chat is told them by a target that speaks Responses', () => {
  const request = openAiChat.decodeRequest({
    model: 'm',
    messages: [{ role: 'user', content: 'Hi' }],
    logprobs: true,
    top_logprobs: 3,
    prompt_cache_retention: '24h',
    prompt_cache_options: { mode: 'explicit', ttl: '30m' },
  });
  const options = { facts: unknownModelFacts('m'), stream: false, dropUnsupported: false };
  const { body, changes } = openAiResponses.encodeRequest(request, options);
  expect(body).toMatchObject({
    include: ['message.output_text.logprobs'],
    top_logprobs: 3,
    prompt_cache_retention: '24h',
    prompt_cache_options: { mode: 'explicit', ttl: '30m' },
  });
  expect(changes).toEqual([]);
});

test('what only Responses can say of the cache is left out towards Chat, and said', () => {
  const request = openAiResponses.decodeRequest({
    input: 'Hi',
    prompt_cache_retention: '24h',
    prompt_cache_options: { ttl: '12h' },
  });
  const options = { facts: unknownModelFacts('m'), stream: false, dropUnsupported: false };
  const { body, changes } = openAiChat.encodeRequest(request, options);
  expect(body).toMatchObject({ prompt_cache_retention: '24h' });
  expect(body).not.toHaveProperty('prompt_cache_options');
  expect(changes).toEqual(['prompt_cache_options dropped']);
});
