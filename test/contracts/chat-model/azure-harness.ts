import { azureAddress } from '../../../adapters/azure/azure-address.ts';
import { createOpenAiCompatibleChatModel } from '../../../adapters/openai-compatible/openai-compatible-chat-model.ts';
import type { CallAuthorization } from '../../../adapters/provider-http/credential-authorization.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import type { Secret } from '../../../core/access/secret.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import type { ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';
import { type ChatModelHarness, isMissing, type RunningModel } from './chat-model-harness.ts';
import { bodyBytes } from './contract-bench.ts';
import { chatCompletionsAnswers, largeChatEvent, openAiErrorInStream, openAiErrors } from './openai-harness.ts';

// Bodies here are made from public wire documentation, not recorded.
const nothingFound = {
  hate: { filtered: false, severity: 'safe' },
  jailbreak: { filtered: false, detected: false },
};

/** What Azure says of the prompt before the answer: no choice, no id. */
export const promptFilterEvent = Buffer.from(
  `data: ${JSON.stringify({
    choices: [],
    created: 0,
    id: '',
    model: '',
    object: '',
    prompt_filter_results: [{ prompt_index: 0, content_filter_results: nothingFound }],
    usage: null,
  })}\n\n`,
);

export function azureModel(
  apiVersion: string | null,
  authorize: (key: Secret) => CallAuthorization,
): (baseUrl: string, key: Secret) => RunningModel {
  return (baseUrl, key) => {
    const { baseUrl: resource, chatPath } = azureAddress({ baseUrl, apiVersion });
    const http = createUndiciProviderHttp({ baseUrl: resource });
    const model = createOpenAiCompatibleChatModel({
      http,
      apiKey: null,
      authorization: authorize(key),
      path: chatPath,
      streamUsage: true,
      clock: createSystemClock(),
      userAgent: 'cato/test',
    });
    return { model, close: () => http.close() };
  };
}

function azureError(status: number, error: object, headers: Record<string, string> = {}): ScriptedAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'apim-request-id': 'a1', 'x-request-id': 'a2', ...headers },
    body: JSON.stringify({ error }),
  };
}

function withPromptFilter(answer: ScriptedAnswer): ScriptedAnswer {
  return { ...answer, body: Buffer.concat([promptFilterEvent, bodyBytes(answer)]) };
}

const answers = Object.entries(chatCompletionsAnswers('openai')).map(([scenario, fixture]) => [
  scenario,
  isMissing(fixture) ? fixture : { ...fixture, stream: withPromptFilter(fixture.stream) },
]);

export const azureHarness: Omit<ChatModelHarness, 'createModel'> = {
  codec: openAiChat,
  answers: Object.fromEntries(answers),
  errors: {
    ...openAiErrors,
    'upstream-auth': azureError(401, {
      code: '401',
      message: 'Access denied due to invalid subscription key {{apiKey}} or wrong API endpoint.',
    }),
    'upstream-permission': azureError(403, { code: '403', message: 'Public access is disabled.' }),
    'upstream-not-found': azureError(404, {
      code: 'DeploymentNotFound',
      message: 'The API deployment for this resource does not exist.',
    }),
    'rate-limit': azureError(
      429,
      { code: '429', message: 'Requests have exceeded the call rate limit. Please retry after 7 seconds.' },
      { 'retry-after': '7' },
    ),
  },
  errorInStream: openAiErrorInStream,
  streamBeginning: promptFilterEvent,
  largeEvent: largeChatEvent,
};
