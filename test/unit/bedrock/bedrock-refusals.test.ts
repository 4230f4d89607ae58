import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createSdkClients } from '../../../adapters/aws-sdk/sdk-clients.ts';
import { createBedrockChatModel } from '../../../adapters/bedrock/bedrock-chat-model.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import type { ChatModel } from '../../../core/ports/chat-model.ts';
import { bedrockFixture, type ScriptedBedrock, startScriptedBedrock } from '../../support/scripted-bedrock.ts';
import { errorKinds } from '../bedrock-converse/error-kinds.ts';
import { callOf, collect, collectUntilFailure, type HandClock, handClock } from './bedrock-call.ts';

let server: ScriptedBedrock;
let clock: HandClock;
let chatModel: ChatModel;

beforeAll(async () => {
  // The SDK is loaded once, so that no test waits for it.
  await import('@aws-sdk/client-bedrock-runtime');
});
beforeEach(async () => {
  server = await startScriptedBedrock();
  clock = handClock();
  chatModel = createBedrockChatModel({ clients: createSdkClients(() => server.client()), clock });
});
afterEach(() => server.close());

describe('a refused call', () => {
  test.each(Object.entries(errorKinds))('error-%s is of kind %s, streamed or not', async (fixture, kind) => {
    server.play(`error-${fixture}`);
    const { status } = bedrockFixture(`error-${fixture}`);
    const { error } = await collectUntilFailure(chatModel.answer(callOf()));
    expect(error).toMatchObject({ kind, upstream: { status } });
    await expect(chatModel.complete(callOf())).rejects.toMatchObject({ kind, upstream: { status } });
  });

  test('tells how long to wait and which request it was', async () => {
    server.play('error-throttling');
    await expect(chatModel.complete(callOf())).rejects.toMatchObject({
      retryAfterMs: 7000,
      upstream: { type: 'ThrottlingException', requestId: 'request-1' },
    });
    expect(server.requests).toHaveLength(1);
  });

  test('by a redirect asks nobody, neither there nor here again, and says so', async () => {
    server.play({ status: 307, headers: { location: `${server.url}/elsewhere` } });
    for (const call of [() => chatModel.complete(callOf()), () => collect(chatModel.answer(callOf()))]) {
      const error = await call().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        kind: 'upstream-not-found',
        message: expect.stringContaining('a redirect (307), which is not followed'),
        upstream: { status: 307, requestId: 'request-1' },
      });
    }
    expect(server.requests.map(({ operation }) => operation)).toEqual(['converse', 'converse-stream']);
  });

  test('never repeats a credential that Bedrock echoes', async () => {
    const message = 'The key AKIAIOSFODNN7EXAMPLE1234 is not valid';
    server.play({ status: 403, headers: { 'x-amzn-errortype': 'UnrecognizedClientException' }, body: { message } });
    const error = await chatModel.complete(callOf()).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('[redacted]');
    expect(String(error)).not.toContain('AKIAIOSFODNN7EXAMPLE1234');
  });

  test('never reaches Bedrock when the request cannot be said in Converse', async () => {
    server.play('text');
    await expect(chatModel.complete(callOf({ seed: 1 }))).rejects.toBeInstanceOf(UnsupportedOptions);
    await expect(collect(chatModel.answer(callOf({ seed: 1 })))).rejects.toBeInstanceOf(UnsupportedOptions);
    expect(server.requests).toHaveLength(0);
  });
});

describe('a call without an answer', () => {
  test('that is reset is unreachable', async () => {
    server.play('text', { resetBeforeHead: true });
    await expect(collect(chatModel.answer(callOf()))).rejects.toMatchObject({ kind: 'unreachable' });
    await expect(chatModel.complete(callOf())).rejects.toMatchObject({ kind: 'unreachable' });
  });

  test('to a closed port is unreachable', async () => {
    const gone = await startScriptedBedrock();
    const other = createBedrockChatModel({ clients: createSdkClients(() => gone.client()), clock });
    await gone.close();
    await expect(other.complete(callOf())).rejects.toMatchObject({ kind: 'unreachable' });
  });

  test('without credentials says how to configure them', async () => {
    const client = await server.client();
    client.config.credentials = async () => {
      throw Object.assign(new Error('Could not load credentials from any providers.'), {
        name: 'CredentialsProviderError',
      });
    };
    const other = createBedrockChatModel({ clients: { client: async () => client }, clock });
    await expect(other.complete(callOf())).rejects.toMatchObject({
      kind: 'upstream-auth',
      message: expect.stringContaining('AWS_ACCESS_KEY_ID'),
    });
  });
});

describe('the id of a request that is none', () => {
  const headers = { 'x-amzn-requestid': 'AKIAIOSFODNN7EXAMPLE1234' };

  test('is not told with an answer', async () => {
    server.play({ ...bedrockFixture('text'), headers });
    expect((await collect(chatModel.answer(callOf())))[0]).toMatchObject({ upstreamRequestId: null });
    expect(await chatModel.complete(callOf())).toMatchObject({ upstreamRequestId: null });
  });

  test('is not told with an error', async () => {
    const type = 'ThrottlingException AKIAIOSFODNN7EXAMPLE1234';
    server.play({ status: 429, headers: { ...headers, 'x-amzn-errortype': type }, body: { message: 'Slowly.' } });
    await expect(chatModel.complete(callOf())).rejects.toMatchObject({
      kind: 'rate-limit',
      upstream: { type: 'ThrottlingException [redacted]', requestId: null },
    });
  });
});
