import {
  createOpenAiCompatibleChatModel,
  type OpenAiCompatibleChatModelOptions,
} from '../../../adapters/openai-compatible/openai-compatible-chat-model.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import type { Secret } from '../../../core/access/secret.ts';
import type { Usage } from '../../../core/conversation/usage.ts';
import type { AnswerFixture, ChatModelHarness, ExpectedAnswer, RunningModel } from './chat-model-harness.ts';
import { readStreamFixture, readWholeFixture } from './read-fixture.ts';

type Settings = Pick<OpenAiCompatibleChatModelOptions, 'streamUsage' | 'headers'> & { readonly hasKey: boolean };

export function openAiModel(settings: Settings): (baseUrl: string, key: Secret) => RunningModel {
  const { hasKey, ...rest } = settings;
  return (baseUrl, key) => {
    const http = createUndiciProviderHttp({ baseUrl: `${baseUrl}/v1` });
    const clock = createSystemClock();
    const apiKey = hasKey ? key : null;
    const model = createOpenAiCompatibleChatModel({ http, apiKey, clock, userAgent: 'cato/test', ...rest });
    return { model, close: () => http.close() };
  };
}

function fixture(folder: string, name: string, expected: Partial<ExpectedAnswer>): AnswerFixture {
  const usage = plainUsage(folder === 'openai' ? 0 : null);
  return {
    whole: readWholeFixture(folder, name),
    stream: readStreamFixture(folder, name),
    expected: { text: '', toolCalls: [], stopReason: 'stop', usage, ...expected },
  };
}

function plainUsage(reasoning: number | null): Usage {
  return { freshInput: 100, cacheRead: 0, cacheWrite: {}, output: 20, reasoning };
}

const text = 'The tide is high. 潮は満ちた。';
const toolCalls = [
  { name: 'get_tide', input: { port: 'Brest' } },
  { name: 'get_tide', input: { port: 'Hull' } },
];
const noWord = { missing: 'Chat Completions has no finish_reason for it' };

/** The part that all who speak Chat Completions share; the fixtures of `folder` say the rest. */
export function chatCompletionsAnswers(folder: string): ChatModelHarness['answers'] {
  return {
    text: fixture(folder, 'text', { text }),
    'parallel-tools': fixture(folder, 'tools', { toolCalls, stopReason: 'tool' }),
    structured: fixture(folder, 'structured', { text: '{"tide_height":4.2}' }),
    'cached-usage': {
      ...fixture('openai', 'usage-cached', { text }),
      expected: {
        text,
        toolCalls: [],
        stopReason: 'stop',
        usage: { freshInput: 100, cacheRead: 60, cacheWrite: { default: 40 }, output: 20, reasoning: 5 },
      },
    },
    'stop-length': fixture(folder, 'stop-length', { text: 'The tide ', stopReason: 'length' }),
    'stop-filtered': fixture('openai', 'stop-filtered', { text: 'The tide ', stopReason: 'filtered' }),
    'stop-context-full': noWord,
    'stop-paused': noWord,
    'stop-malformed': noWord,
  };
}

/** One event with 32 KiB of text. */
export const largeChatEvent = Buffer.from(
  `data: ${JSON.stringify({ id: 'x', choices: [{ index: 0, delta: { content: 'tide '.repeat(6554) } }] })}\n\n`,
);

export const openAiErrors: ChatModelHarness['errors'] = {
  'upstream-auth': readWholeFixture('openai', 'error-unauthorized'),
  'upstream-permission': readWholeFixture('openai', 'error-forbidden'),
  'upstream-not-found': readWholeFixture('openai', 'error-model-not-found'),
  'upstream-billing': readWholeFixture('openai', 'error-billing'),
  'context-too-long': readWholeFixture('openai', 'error-context-too-long'),
  'invalid-request': readWholeFixture('openai', 'error-invalid-request'),
  'body-too-large': readWholeFixture('openai', 'error-body-too-large'),
  'rate-limit': readWholeFixture('openai', 'error-rate-limit'),
  'upstream-fault': readWholeFixture('openai', 'error-fault'),
  overloaded: readWholeFixture('openai', 'error-overloaded'),
};

export const openAiErrorInStream: ChatModelHarness['errorInStream'] = {
  answer: readStreamFixture('openai', 'error-in-stream'),
  kind: 'upstream-fault',
};
