import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AnswerContext } from '../../../core/ports/wire-codec.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { openAiResponses } from '../../../protocols/openai-responses/openai-responses.ts';
import { readEvents } from '../../../protocols/server-sent-events/event-data.ts';
import { EventFramer } from '../../../protocols/server-sent-events/event-framer.ts';
import { asTold, gather, type Meaning, meaningOf } from './answer-meaning.ts';
import { chunks, type Reply, replies } from './replies.ts';
import { runs } from './runs.ts';
import {
  chatAnswers,
  converseAnswers,
  decodeEvents,
  geminiAnswers,
  messagesAnswers,
  responsesAnswers,
  type WireAnswers,
} from './wire-answers.ts';

const context: AnswerContext = { requestId: 'r', createdAt: 1, model: 'auto', includeUsage: true, echo: { body: {} } };
const clients = [openAiChat, openAiResponses, anthropicMessages];
const providers = [chatAnswers, responsesAnswers, messagesAnswers, converseAnswers, geminiAnswers];

/** A reply as far as a provider's format has words for it. */
function within(reply: Reply, { says }: WireAnswers): Reply {
  const stop = says.stops.includes(reply.stop) ? reply.stop : 'stop';
  return {
    ...reply,
    stop,
    refusal: says.refusals ? reply.refusal : null,
    thoughts: says.proofs ? reply.thoughts : reply.thoughts.filter((thought) => 'text' in thought),
  };
}

function meant(reply: Reply, provider: WireAnswers): Meaning {
  const { thoughts, texts, refusal, calls, stop } = reply;
  return {
    reasoning: thoughts.map((thought) => ('text' in thought ? thought.text : '')).join(''),
    proofs: provider.says.proofs
      ? thoughts.map((thought) => ('text' in thought ? thought.signature : thought.redacted))
      : [],
    text: texts.join(''),
    refusal: refusal ?? '',
    calls,
    stopReason: stop === 'unknown' ? 'stop' : stop,
    usage: provider.usage(reply),
  };
}

/** A stream's bytes, cut anywhere, and put together again as whole events. */
function whole(text: string, sizes: readonly number[]): Buffer[] {
  const framer = new EventFramer();
  return chunks(Buffer.from(text), sizes).flatMap((chunk) => framer.push(chunk) ?? []);
}

/** As the provider's bytes come: of Converse the SDK gives events. */
function arrive(events: readonly unknown[], { name }: WireAnswers, sizes: readonly number[]): unknown[] {
  if (name === 'bedrock-converse') return [...events];
  const sent = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
  return whole(sent, sizes).flatMap((bytes) => [...readEvents(bytes)].map(({ data }) => JSON.parse(data)));
}

describe.each(providers.map((provider) => [provider.name, provider] as const))('an answer of %s', (_, provider) => {
  test.each(clients.map((client) => [client.protocol, client] as const))(
    'means the same to a client of %s, whole and streamed',
    (protocol, client) => {
      fc.assert(
        fc.property(replies, (any) => {
          const reply = within(any, provider);
          const expected = meant(reply, provider);
          const answer = provider.decodeAnswer(JSON.parse(JSON.stringify(provider.whole(reply), asBase64)));
          expect(meaningOf(answer)).toEqual(expected);
          const arrived = arrive(provider.stream(reply), provider, reply.sizes);
          const events = decodeEvents(provider.createEventDecoder(), arrived);
          expect(meaningOf(gather(events))).toEqual(expected);

          const told = asTold(expected, protocol);
          const received = JSON.parse(JSON.stringify(client.encodeAnswer(answer, context)));
          expect(meaningOf(client.decodeAnswer(received))).toEqual(told);
          const encoder = client.createEventEncoder(context);
          const written = events.map((event) => encoder.encode(event)).join('') + encoder.end();
          const decoder = client.createStreamDecoder();
          const read = whole(written, reply.sizes).flatMap((bytes) => [...decoder.decode(bytes)]);
          expect(meaningOf(gather(read))).toEqual(told);
        }),
        runs(50),
      );
    },
  );
});

/** Bytes as they travel. */
function asBase64(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
