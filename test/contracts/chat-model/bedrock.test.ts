import { createSdkClients } from '../../../adapters/aws-sdk/sdk-clients.ts';
import { createBedrockChatModel } from '../../../adapters/bedrock/bedrock-chat-model.ts';
import { createBedrockClient } from '../../../adapters/bedrock/bedrock-client.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import type { Secret } from '../../../core/access/secret.ts';
import { bedrockFixture, encodeBedrockFrame, encodeBedrockStream } from '../../support/scripted-bedrock.ts';
import type { ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';
import type { AnswerFixture, ExpectedAnswer, RunningModel } from './chat-model-harness.ts';
import { describeChatModelContract } from './describe-chat-model-contract.ts';

function createModel(baseUrl: string, key: Secret): RunningModel {
  const credentials = { accessKeyId: 'tide', secretAccessKey: key.reveal() };
  const clients = createSdkClients((connectMs) =>
    createBedrockClient({ region: 'us-east-1', endpoint: baseUrl, connectMs, credentials }),
  );
  return { model: createBedrockChatModel({ clients, clock: createSystemClock() }), close: () => clients.close() };
}

function whole(name: string): ScriptedAnswer {
  const { status = 200, headers, body } = bedrockFixture(name);
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

function stream(name: string): ScriptedAnswer {
  const { bytes } = encodeBedrockStream(bedrockFixture(name).frames ?? []);
  return { headers: { 'content-type': 'application/vnd.amazon.eventstream' }, body: bytes };
}

function fixture(name: string, input: number, output: number, expected: Partial<ExpectedAnswer>): AnswerFixture {
  const usage = { freshInput: input, cacheRead: 0, cacheWrite: {}, output, reasoning: null };
  return {
    whole: whole(name),
    stream: stream(name),
    expected: { text: '', toolCalls: [], stopReason: 'stop', usage, ...expected },
  };
}

const delta = { contentBlockIndex: 0, delta: { text: 'tide '.repeat(6554) } };

describeChatModelContract('Bedrock', {
  createModel,
  codec: null,
  answers: {
    text: fixture('text', 11, 7, { text: 'Hello, wörld! 👋' }),
    'parallel-tools': fixture('parallel-tools', 150, 61, {
      text: 'I look both up.',
      toolCalls: [
        { name: 'get_weather', input: { city: 'Bern' } },
        { name: 'get_time', input: {} },
      ],
      stopReason: 'tool',
    }),
    structured: fixture('structured-output', 60, 20, { text: '{"city":"Bern","degrees":21}' }),
    'cached-usage': fixture('cache-usage', 12, 5, {
      text: 'Cached.',
      usage: { freshInput: 12, cacheRead: 2048, cacheWrite: { '5m': 512, '1h': 1024 }, output: 5, reasoning: null },
    }),
    'stop-length': fixture('stop-max-tokens', 8, 3, { text: 'As far as it went', stopReason: 'length' }),
    'stop-context-full': fixture('stop-model-context-window-exceeded', 8, 3, {
      text: 'As far as it went',
      stopReason: 'context-full',
    }),
    'stop-paused': { missing: 'Converse does not pause' },
    'stop-filtered': fixture('stop-guardrail-intervened', 8, 3, { text: 'As far as it went', stopReason: 'filtered' }),
    'stop-malformed': fixture('stop-malformed-model-output', 8, 3, {
      text: 'As far as it went',
      stopReason: 'malformed',
    }),
  },
  errors: {
    'upstream-auth': whole('error-expired-token'),
    'upstream-permission': whole('error-access-denied'),
    'upstream-not-found': whole('error-not-found'),
    'upstream-billing': { missing: 'Bedrock has no error for it' },
    'context-too-long': whole('error-context-too-long'),
    'invalid-request': whole('error-validation'),
    'body-too-large': { missing: 'Bedrock tells it as a validation error' },
    'rate-limit': whole('error-throttling'),
    'upstream-fault': whole('error-internal-server'),
    overloaded: whole('error-service-unavailable'),
  },
  errorInStream: { answer: stream('stream-exception-throttling'), kind: 'rate-limit' },
  streamBeginning: Buffer.from(encodeBedrockFrame({ event: 'messageStart', data: { role: 'assistant' } })),
  largeEvent: Buffer.from(encodeBedrockFrame({ event: 'contentBlockDelta', data: delta })),
});
