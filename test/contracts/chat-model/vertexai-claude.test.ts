import type { ModelCall } from '../../../core/ports/chat-model.ts';
import type { AnswerFixture, ExpectedAnswer } from './chat-model-harness.ts';
import { bodyBytes } from './contract-bench.ts';
import { describeChatModelContract } from './describe-chat-model-contract.ts';
import { readStreamFixture, readWholeFixture } from './read-fixture.ts';
import { createVertexModel } from './vertexai-model.ts';

const usage = { freshInput: 100, cacheRead: 0, cacheWrite: {}, output: 20, reasoning: 0 };
const tide = 'The tide is high. 潮は満ちた。';

function fixture(name: string, expected: Partial<ExpectedAnswer>): AnswerFixture {
  return {
    whole: readWholeFixture('anthropic', name),
    stream: readStreamFixture('anthropic', name),
    expected: { text: '', toolCalls: [], stopReason: 'stop', usage, ...expected },
  };
}

const text = bodyBytes(readStreamFixture('anthropic', 'text'));
const anthropics = (name: string) => readWholeFixture('anthropic', `error-${name}`);
const googles = (name: string) => readWholeFixture('gemini', `error-${name}`);

const largeEvent = Buffer.from(
  `event: content_block_delta\ndata: ${JSON.stringify({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text: 'tide '.repeat(6554) },
  })}\n\n`,
);

const asClaude = (call: ModelCall): ModelCall => ({ ...call, model: `anthropic/${call.model}` });

describeChatModelContract('Claude on Vertex AI', {
  createModel(baseUrl, token) {
    const { model, close } = createVertexModel(baseUrl, token);
    const { protocol } = model;
    return {
      model: {
        protocol,
        answer: (call) => model.answer(asClaude(call)),
        complete: (call) => model.complete(asClaude(call)),
      },
      close,
    };
  },
  codec: null,
  answers: {
    text: fixture('text', { text: tide }),
    'parallel-tools': fixture('tools', {
      toolCalls: [
        { name: 'get_tide', input: { port: 'Brest' } },
        { name: 'get_tide', input: { port: 'Hull' } },
      ],
      stopReason: 'tool',
    }),
    structured: fixture('structured', { text: '{"tide_height":4.2}' }),
    'cached-usage': fixture('usage-cached', {
      text: tide,
      usage: { freshInput: 100, cacheRead: 60, cacheWrite: { '5m': 30, '1h': 10 }, output: 20, reasoning: 5 },
    }),
    'stop-length': fixture('stop-length', { text: 'The tide ', stopReason: 'length' }),
    'stop-context-full': fixture('stop-context-full', { text: 'The tide ', stopReason: 'context-full' }),
    'stop-paused': fixture('stop-paused', { text: 'I search for it.', stopReason: 'paused' }),
    'stop-filtered': fixture('stop-filtered', { text: 'The tide ', stopReason: 'filtered' }),
    'stop-malformed': { missing: 'Anthropic Messages has no stop_reason for it' },
  },
  // What Google refuses itself is said in its own way, what the model's server refuses in Anthropic's.
  errors: {
    'upstream-auth': googles('unauthenticated'),
    'upstream-permission': googles('forbidden'),
    'upstream-not-found': googles('model-not-found'),
    'upstream-billing': googles('billing'),
    'context-too-long': anthropics('context-too-long'),
    'invalid-request': anthropics('invalid-request'),
    'body-too-large': anthropics('body-too-large'),
    'rate-limit': googles('rate-limit'),
    'upstream-fault': anthropics('fault'),
    overloaded: anthropics('overloaded'),
  },
  errorInStream: { answer: readStreamFixture('anthropic', 'error-in-stream'), kind: 'overloaded' },
  streamBeginning: text.subarray(0, text.indexOf('event: content_block_delta')),
  largeEvent,
});
