import { createOpenAiResponsesChatModel } from '../../../adapters/openai-compatible/openai-responses-chat-model.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { openAiResponses } from '../../../protocols/openai-responses/openai-responses.ts';
import type { AnswerFixture, ExpectedAnswer } from './chat-model-harness.ts';
import { bodyBytes } from './contract-bench.ts';
import { describeChatModelContract } from './describe-chat-model-contract.ts';
import { openAiErrors } from './openai-harness.ts';
import { readStreamFixture, readWholeFixture } from './read-fixture.ts';

const usage = { freshInput: 100, cacheRead: 0, cacheWrite: {}, output: 20, reasoning: 0 };
const tide = 'The tide is high. 潮は満ちた。';

function fixture(name: string, expected: Partial<ExpectedAnswer>): AnswerFixture {
  return {
    whole: readWholeFixture('openai-responses', name),
    stream: readStreamFixture('openai-responses', name),
    expected: { text: '', toolCalls: [], stopReason: 'stop', usage, ...expected },
  };
}

const text = bodyBytes(readStreamFixture('openai-responses', 'text'));
const noWord = { missing: 'Responses has no word for it' };

const largeEvent = Buffer.from(
  `event: response.output_text.delta\ndata: ${JSON.stringify({
    type: 'response.output_text.delta',
    sequence_number: 4,
    item_id: 'msg_68af4033',
    output_index: 0,
    content_index: 0,
    delta: 'tide '.repeat(6554),
  })}\n\n`,
);

describeChatModelContract('OpenAI Responses', {
  createModel(baseUrl, apiKey) {
    const http = createUndiciProviderHttp({ baseUrl: `${baseUrl}/v1` });
    const clock = createSystemClock();
    const model = createOpenAiResponsesChatModel({ http, apiKey, clock, userAgent: 'cato/test' });
    return { model, close: () => http.close() };
  },
  codec: openAiResponses,
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
      usage: { freshInput: 100, cacheRead: 60, cacheWrite: { default: 40 }, output: 20, reasoning: 5 },
    }),
    'stop-length': fixture('stop-length', { text: 'The tide ', stopReason: 'length' }),
    'stop-filtered': fixture('stop-filtered', { text: 'The tide ', stopReason: 'filtered' }),
    'stop-context-full': noWord,
    'stop-paused': noWord,
    'stop-malformed': noWord,
  },
  errors: openAiErrors,
  errorInStream: { answer: readStreamFixture('openai-responses', 'error-in-stream'), kind: 'upstream-fault' },
  streamBeginning: text.subarray(0, text.indexOf('event: response.output_text.delta')),
  largeEvent,
});
