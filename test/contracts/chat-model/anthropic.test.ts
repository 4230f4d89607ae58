import { createAnthropicChatModel } from '../../../adapters/anthropic/anthropic-chat-model.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import type { AnswerFixture, ExpectedAnswer } from './chat-model-harness.ts';
import { bodyBytes } from './contract-bench.ts';
import { describeChatModelContract } from './describe-chat-model-contract.ts';
import { readStreamFixture, readWholeFixture } from './read-fixture.ts';

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
const error = (name: string) => readWholeFixture('anthropic', `error-${name}`);

const largeEvent = Buffer.from(
  `event: content_block_delta\ndata: ${JSON.stringify({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text: 'tide '.repeat(6554) },
  })}\n\n`,
);

describeChatModelContract('Anthropic', {
  createModel(baseUrl, apiKey) {
    const http = createUndiciProviderHttp({ baseUrl });
    const model = createAnthropicChatModel({ http, apiKey, clock: createSystemClock() });
    return { model, close: () => http.close() };
  },
  codec: anthropicMessages,
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
  errors: {
    'upstream-auth': error('unauthorized'),
    'upstream-permission': error('forbidden'),
    'upstream-not-found': error('model-not-found'),
    'upstream-billing': error('billing'),
    'context-too-long': error('context-too-long'),
    'invalid-request': error('invalid-request'),
    'body-too-large': error('body-too-large'),
    'rate-limit': error('rate-limit'),
    'upstream-fault': error('fault'),
    overloaded: error('overloaded'),
  },
  errorInStream: { answer: readStreamFixture('anthropic', 'error-in-stream'), kind: 'overloaded' },
  streamBeginning: text.subarray(0, text.indexOf('event: content_block_delta')),
  largeEvent,
});
