import { createOpenAiCompatibleChatModel } from '../../../adapters/openai-compatible/openai-compatible-chat-model.ts';
import { endpointPath } from '../../../adapters/sagemaker/endpoint-path.ts';
import { createSageMakerClient } from '../../../adapters/sagemaker/sagemaker-client.ts';
import { createSageMakerHttp } from '../../../adapters/sagemaker/sagemaker-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import type { Secret } from '../../../core/access/secret.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { payloadPart, payloadParts, streamException } from '../../support/sagemaker-frames.ts';
import type { ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';
import { isMissing, type RunningModel } from './chat-model-harness.ts';
import { bodyBytes } from './contract-bench.ts';
import { describeChatModelContract } from './describe-chat-model-contract.ts';
import { chatCompletionsAnswers, largeChatEvent } from './openai-harness.ts';

// Bodies of errors here are made from public wire documentation, not recorded.
function createModel(baseUrl: string, key: Secret): RunningModel {
  const clock = createSystemClock();
  const credentials = { accessKeyId: 'tide', secretAccessKey: key.reveal() };
  const http = createSageMakerHttp({
    createClient: (connectMs) =>
      createSageMakerClient({ region: 'us-east-1', endpoint: baseUrl, connectMs, credentials }),
    clock,
  });
  const model = createOpenAiCompatibleChatModel({
    http,
    apiKey: null,
    path: endpointPath,
    modelInBody: () => null,
    streamUsage: true,
    clock,
    userAgent: 'cato/test',
  });
  return { model, close: () => http.close() };
}

const streamHead = {
  'content-type': 'application/vnd.amazon.eventstream',
  'x-amzn-sagemaker-content-type': 'text/event-stream; charset=utf-8',
  'x-amzn-requestid': 'request-1',
};

/** In parts that end within a line and, every now and then, within a character. */
function inParts(stream: ScriptedAnswer): ScriptedAnswer {
  return { headers: streamHead, body: payloadParts(bodyBytes(stream), 256) };
}

const answers = Object.entries(chatCompletionsAnswers('openai')).map(([scenario, fixture]) => [
  scenario,
  isMissing(fixture) ? fixture : { ...fixture, stream: inParts(fixture.stream) },
]);

function failure(status: number, name: string, message: string, headers: Record<string, string> = {}): ScriptedAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': name, 'x-amzn-requestid': 'r-1', ...headers },
    body: JSON.stringify({ Message: message }),
  };
}

const container = { missing: 'it comes from the container, in an error of another status' };
const beginning = `data: ${JSON.stringify({ id: 'x', choices: [{ index: 0, delta: { content: 'The ' } }] })}\n\n`;

describeChatModelContract('SageMaker', {
  createModel,
  codec: openAiChat,
  answers: Object.fromEntries(answers),
  errors: {
    'upstream-auth': failure(403, 'ExpiredTokenException', 'The security token included in the request is expired'),
    'upstream-permission': failure(403, 'AccessDeniedException', 'User is not allowed sagemaker:InvokeEndpoint.'),
    'upstream-not-found': failure(400, 'ValidationError', 'Endpoint tide of account 111122223333 not found.'),
    'upstream-billing': { missing: 'SageMaker has no error for it' },
    'context-too-long': container,
    'invalid-request': failure(400, 'ValidationError', 'The accept header is not valid.'),
    'body-too-large': failure(413, 'RequestEntityTooLargeException', 'The request is too long.'),
    'rate-limit': failure(429, 'ThrottlingException', 'Rate exceeded', { 'retry-after': '7' }),
    'upstream-fault': failure(500, 'InternalFailure', 'An internal failure occurred.'),
    overloaded: failure(503, 'ServiceUnavailable', 'The service is unavailable.'),
  },
  errorInStream: {
    answer: {
      headers: streamHead,
      body: Buffer.concat([
        payloadPart(beginning),
        streamException('InternalStreamFailure', { Message: 'The stream processing failed.' }),
      ]),
    },
    kind: 'upstream-fault',
  },
  streamBeginning: Buffer.alloc(0),
  largeEvent: payloadPart(largeChatEvent),
});
