import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parseProxy } from '../../../adapters/provider-http/proxy-setting.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { collectStream, createCall } from '../../contracts/chat-model/model-call.ts';
import { readStreamFixture, readWholeFixture } from '../../contracts/chat-model/read-fixture.ts';
import { rawBytes, summarizeStream } from '../../contracts/chat-model/summarize-answer.ts';
import { startConnectProxy } from '../../support/connect-proxy.ts';
import { payloadPart, payloadParts, streamException } from '../../support/sagemaker-frames.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import type { ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';
import { type SageMakerBench, sageMakerBench, streamHead, streamOf } from './sagemaker-bench.ts';

// Bodies of errors here are made from public wire documentation, not recorded.
const sse = Buffer.from(String(readStreamFixture('openai', 'text').body));
const text = 'The tide is high. 潮は満ちた。';
const stopsAt = sse.indexOf('"finish_reason":"stop"');

let upstream: ScriptedUpstream;
let bench: SageMakerBench;

beforeAll(async () => {
  // The SDK is loaded once, so that no test waits for it.
  await import('@aws-sdk/client-sagemaker-runtime');
});

beforeEach(async () => {
  upstream = await startScriptedUpstream();
  bench = sageMakerBench(upstream.url);
});

afterEach(async () => {
  await bench.http.close();
  await upstream.close();
});

function callTo(model: string, over: Parameters<typeof createCall>[0] = {}) {
  return { ...createCall(over), model };
}

async function failure(answer: ScriptedAnswer, stream = false): Promise<GatewayError> {
  upstream.play(answer);
  const thrown = stream
    ? (await collectStream(bench.model.answer(createCall()))).failure
    : await bench.model.complete(createCall({ stream: false })).catch((error: unknown) => error);
  if (thrown instanceof GatewayError) return thrown;
  throw new Error(`expected a GatewayError, got ${String(thrown)}`);
}

function serviceError(status: number, name: string, fields: object): ScriptedAnswer {
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': name, 'x-amzn-requestid': 'r-1' };
  return { status, headers, body: JSON.stringify(fields) };
}

describe('a request', () => {
  test('is signed, names endpoint and component in its head, and no model in its body', async () => {
    upstream.play(streamOf(sse));
    for (const codec of [null, openAiChat]) {
      await collectStream(bench.model.answer(callTo('tide-endpoint/tide-component', { codec })));
    }
    for (const { method, path, headers, body } of upstream.requests) {
      expect([method, path]).toEqual(['POST', '/endpoints/tide-endpoint/invocations-response-stream']);
      expect(headers).toMatchObject({
        'content-type': 'application/json',
        'x-amzn-sagemaker-inference-component': 'tide-component',
        authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=tide\/.*\/us-east-1\/sagemaker\//),
      });
      expect(JSON.parse(body)).toMatchObject({ stream: true, stream_options: { include_usage: true } });
      expect(JSON.parse(body)).not.toHaveProperty('model');
    }
  });

  test('names a variant, and the model that the container is to serve, where they are set', async () => {
    const other = sageMakerBench(upstream.url, { targetVariant: 'blue', servedModel: 'tide-adapter' });
    upstream.play(readWholeFixture('openai', 'text'));
    for (const codec of [null, openAiChat]) {
      await other.model.complete(callTo('tide-endpoint', { codec, stream: false }));
    }
    for (const { path, headers, body } of upstream.requests) {
      expect(path).toBe('/endpoints/tide-endpoint/invocations');
      expect(headers).toMatchObject({ 'x-amzn-sagemaker-target-variant': 'blue' });
      expect(headers).not.toHaveProperty('x-amzn-sagemaker-inference-component');
      expect(JSON.parse(body).model).toBe('tide-adapter');
    }
    await other.http.close();
  });

  test('to a multi-model endpoint names its model, and is not streamed', async () => {
    const multi = sageMakerBench(upstream.url, { targetModel: 'tide.tar.gz' });
    upstream.play(readWholeFixture('openai', 'text'));
    await multi.model.complete(createCall({ stream: false }));
    expect(upstream.requests[0]?.headers).toMatchObject({ 'x-amzn-sagemaker-target-model': 'tide.tar.gz' });
    const { failure: thrown } = await collectStream(multi.model.answer(createCall()));
    expect(thrown).toMatchObject({ kind: 'unsupported-parameter', param: 'stream' });
    expect(upstream.requests).toHaveLength(1);
    await multi.http.close();
  });

  test('goes through a proxy where one is set', async () => {
    const proxy = await startConnectProxy();
    proxy.answer = 502;
    const client = { proxy: parseProxy(`http://tide:sesame@${proxy.host}`) };
    const proxied = sageMakerBench('https://sagemaker.invalid', { client });
    const error = await proxied.model.complete(createCall({ stream: false })).catch((thrown: unknown) => thrown);
    expect(proxy.tunnels).toEqual([
      {
        to: 'sagemaker.invalid:443',
        headers: expect.objectContaining({ 'proxy-authorization': 'Basic dGlkZTpzZXNhbWU=' }),
      },
    ]);
    expect(error).toMatchObject({ kind: 'unreachable', message: expect.not.stringMatching(/sesame|dGlkZTpz/) });
    await proxied.http.close();
    await proxy.close();
  });
});

describe('a stream', () => {
  test.each([1, 2, 3, 7, 64])('cut into parts of %d bytes gives the same bytes and text', async (partBytes) => {
    upstream.play(streamOf(sse, partBytes));
    const raw = await collectStream(bench.model.answer(createCall({ codec: openAiChat })));
    expect(rawBytes(raw.events).equals(sse)).toBe(true);
    const neutral = await collectStream(bench.model.answer(createCall()));
    expect(summarizeStream(neutral.events, null)).toMatchObject({ text, stopReason: 'stop' });
    expect(neutral.events[0]).toEqual({ type: 'accepted', upstreamRequestId: 'request-1', changes: [] });
  });

  test('with empty parts, and parts of a kind nobody knows, is read past them', async () => {
    const body = Buffer.concat([payloadPart(''), payloadPart('x', 'Novelty'), payloadParts(sse, 100), payloadPart('')]);
    upstream.play({ headers: streamHead, body });
    const { events } = await collectStream(bench.model.answer(createCall()));
    expect(summarizeStream(events, null)).toMatchObject({ text });
  });

  test.each([
    ['ModelStreamError', { Message: 'slow', ErrorCode: 'ModelInvocationTimeExceeded' }, 'timeout'],
    ['ModelStreamError', { Message: 'gone', ErrorCode: 'StreamBroken' }, 'broken-answer'],
    ['ModelStreamError', { Message: 'what' }, 'upstream-fault'],
    ['InternalStreamFailure', { Message: 'oops' }, 'upstream-fault'],
  ])('that ends in %s %j is %s', async (name, fields, kind) => {
    const begun = sse.subarray(0, stopsAt - 50);
    const body = Buffer.concat([payloadPart(begun), streamException(name, fields)]);
    const error = await failure({ headers: streamHead, body }, true);
    expect([error.kind, error.message, error.upstream?.status]).toEqual([kind, fields.Message, null]);
    expect(error.upstream?.type).toBe(name);
  });

  test('whose error comes after the stop reason is complete', async () => {
    const body = Buffer.concat([
      payloadPart(sse.subarray(0, sse.indexOf('\n\n', stopsAt) + 2)),
      streamException('InternalStreamFailure', { Message: 'too late' }),
    ]);
    upstream.play({ headers: streamHead, body });
    const { events, failure: thrown } = await collectStream(bench.model.answer(createCall()));
    expect([thrown, events.at(-1)]).toEqual([null, expect.objectContaining({ stopReason: 'stop' })]);
  });

  test('with a part whose checksum is wrong is broken', async () => {
    const { body } = streamOf(sse, 100);
    const corrupt = Buffer.from(body as Buffer);
    corrupt.writeUInt8(corrupt.readUInt8(90) ^ 0xff, 90);
    expect((await failure({ headers: streamHead, body: corrupt }, true)).kind).toBe('broken-answer');
  });

  test('that the container answers with an error, or with no stream, is that error', async () => {
    const said = { error: { message: 'the engine is dead', type: 'server_error', code: 500 } };
    const head = { ...streamHead, 'x-amzn-sagemaker-content-type': 'application/json' };
    const error = await failure({ headers: head, body: payloadPart(JSON.stringify(said)) }, true);
    expect([error.kind, error.message]).toEqual(['upstream-fault', 'the engine is dead']);
    const whole = await failure({ headers: head, body: payloadPart('{"choices":[]}') }, true);
    expect([whole.kind, whole.message]).toEqual(['broken-answer', expect.stringContaining('application/json')]);
  });
});

describe("an error of the container's is the container's own", () => {
  test.each([
    [
      400,
      {
        object: 'error',
        message: "This model's maximum context length is 4096 tokens.",
        type: 'BadRequestError',
        code: 400,
      },
      'context-too-long',
    ],
    [
      400,
      { error: { message: 'temperature must be positive', type: 'BadRequestError', code: 400 } },
      'invalid-request',
    ],
    [
      404,
      { error: { message: 'The model `x` does not exist.', type: 'NotFoundError', code: 404 } },
      'upstream-not-found',
    ],
    [429, { error: { message: 'queue is full' } }, 'rate-limit'],
    [500, { error: { message: 'CUDA error' } }, 'upstream-fault'],
    [503, { error: { message: 'loading' } }, 'overloaded'],
  ] as const)('%d %j is %s, streamed or not', async (OriginalStatusCode, said, kind) => {
    const fields = { Message: 'Received error from model', OriginalStatusCode, OriginalMessage: JSON.stringify(said) };
    const answer = serviceError(424, 'ModelError', { ...fields, LogStreamArn: 'arn:aws:logs:1' });
    for (const stream of [false, true]) {
      const error = await failure(answer, stream);
      expect([error.kind, error.upstream?.status]).toEqual([kind, OriginalStatusCode]);
      expect(error.message).toBe('error' in said ? said.error.message : said.message);
      expect(error.upstream?.requestId).toBe('r-1');
    }
  });

  test('and where SageMaker does not tell it, a fault of the provider', async () => {
    const error = await failure(serviceError(424, 'ModelError', { Message: 'No answer from model' }));
    expect([error.kind, error.message]).toEqual(['upstream-fault', 'No answer from model']);
  });
});

describe("an error of SageMaker's", () => {
  test.each([
    [400, 'ValidationError', 'Endpoint x of account 1 not found.', 'upstream-not-found'],
    [
      400,
      'ValidationError',
      'Inference Component Name header is required for endpoints to which…',
      'upstream-not-found',
    ],
    [400, 'ValidationError', 'Request payload size exceeds the limit', 'body-too-large'],
    [400, 'ValidationError', 'Value at accept failed to satisfy constraint', 'invalid-request'],
    [400, 'ThrottlingException', 'Rate exceeded', 'rate-limit'],
    [429, 'ModelNotReadyException', 'The model is loading', 'rate-limit'],
    [403, 'AccessDeniedException', 'User is not authorized to perform sagemaker:InvokeEndpoint', 'upstream-permission'],
    [403, 'UnrecognizedClientException', 'The security token included in the request is invalid', 'upstream-auth'],
    [403, 'InvalidSignatureException', 'The signature does not match', 'upstream-auth'],
    [500, 'InternalFailure', 'oops', 'upstream-fault'],
    [530, 'InternalDependencyException', 'oops', 'upstream-fault'],
    [503, 'ServiceUnavailable', 'busy', 'overloaded'],
  ])('%d %s %j is %s, streamed or not', async (status, name, message, kind) => {
    for (const stream of [false, true]) {
      const error = await failure(serviceError(status, name, { Message: message }), stream);
      expect([error.kind, error.upstream]).toEqual([kind, { status, type: name, code: null, requestId: 'r-1' }]);
      expect(error.message.startsWith(message)).toBe(true);
    }
  });

  test('whose body is a page says what is known', async () => {
    const error = await failure({ status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' });
    expect([error.kind, error.upstream?.status]).toEqual(['upstream-fault', 502]);
  });
});

describe('without what it takes to call', () => {
  test('credentials that cannot be had are our own fault, said with advice', async () => {
    const bare = sageMakerBench(upstream.url, {
      createClient: async () => {
        const { SageMakerRuntimeClient } = await import('@aws-sdk/client-sagemaker-runtime');
        const credentials = () =>
          Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }));
        return new SageMakerRuntimeClient({ region: 'us-east-1', endpoint: upstream.url, credentials });
      },
    });
    await expect(bare.model.complete(createCall({ stream: false }))).rejects.toMatchObject({
      kind: 'upstream-auth',
      message: expect.stringMatching(/^No usable AWS credentials \(none\)/),
    });
    await bare.http.close();
  });

  test('a client that could not be made is made again by the next call', async () => {
    let made = 0;
    const flaky = sageMakerBench(upstream.url, {
      createClient: async () => {
        made += 1;
        throw new GatewayError('internal', `attempt ${made}`);
      },
    });
    for (const message of ['attempt 1', 'attempt 2']) {
      await expect(flaky.model.complete(createCall({ stream: false }))).rejects.toMatchObject({ message });
    }
    await flaky.http.close();
  });

  test('a gateway that shuts down calls nobody', async () => {
    await bench.http.close();
    await expect(bench.model.complete(createCall({ stream: false }))).rejects.toMatchObject({ kind: 'shutting-down' });
    expect(upstream.requests).toHaveLength(0);
  });
});

test('a call whose client is slow to be made ends with the signal', async () => {
  const slow = sageMakerBench(upstream.url, { createClient: () => new Promise(() => {}) });
  const signal = AbortSignal.timeout(30);
  const { failure: thrown } = await collectStream(slow.model.answer(createCall({ signal })));
  expect(thrown).toBe(signal.reason);
});

test('a reader who leaves frees the connection at once, also within a part', async () => {
  upstream.play({ headers: streamHead, body: [{ send: payloadPart(sse.subarray(0, stopsAt - 50)) }, { stall: true }] });
  for await (const event of bench.model.answer(createCall())) if (event.type === 'event') break;
  const left = upstream.requests[0]?.clientLeft.then(() => 'left');
  expect(await Promise.race([left, sleep(1000, 'stayed', { ref: false })])).toBe('left');
});
