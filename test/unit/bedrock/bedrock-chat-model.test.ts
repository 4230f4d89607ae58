import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createSdkClients } from '../../../adapters/aws-sdk/sdk-clients.ts';
import { createBedrockChatModel } from '../../../adapters/bedrock/bedrock-chat-model.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { type ChatModel, Seen } from '../../../core/ports/chat-model.ts';
import {
  bedrockFixture,
  encodeBedrockStream,
  type ScriptedBedrock,
  startScriptedBedrock,
} from '../../support/scripted-bedrock.ts';
import { callOf, collect, collectUntilFailure, type HandClock, handClock, model, textOf } from './bedrock-call.ts';

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

/** Where a fixture's frames end, in bytes. */
function frameEnds(fixture: string): number[] {
  return encodeBedrockStream(bedrockFixture(fixture).frames ?? []).frameEnds;
}

describe('a streamed answer', () => {
  test('is accepted, then events with what they hold, then finished', async () => {
    server.play('text');
    const events = await collect(chatModel.answer(callOf()));
    expect(events[0]).toEqual({ type: 'accepted', upstreamRequestId: 'request-1', changes: [] });
    expect(events[1]).toEqual({ type: 'event', event: { type: 'started', id: null, model }, seen: 0 });
    expect(textOf(events)).toBe('Hello, wörld! 👋');
    expect(events.slice(1, -1).map((event) => (event.type === 'event' ? event.seen : null))).toEqual([
      0,
      0,
      Seen.content,
      Seen.content,
      Seen.content,
      0,
      Seen.stop,
      Seen.usage,
    ]);
    expect(events.at(-1)).toEqual({
      type: 'finished',
      stopReason: 'stop',
      usage: { freshInput: 11, cacheRead: 0, cacheWrite: {}, output: 7, reasoning: null },
    });
  });

  test('asks for the model and sends the request, signed', async () => {
    server.play('text');
    const events = await collect(chatModel.answer(callOf({ store: true, temperature: 0.5 })));
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      model,
      operation: 'converse-stream',
      body: {
        messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
        inferenceConfig: { maxTokens: 4096, temperature: 0.5 },
      },
    });
    expect(server.requests[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=test-access-key\//);
    expect(events[0]).toMatchObject({ changes: ['store dropped'] });
  });

  test('sends images as base64 on the wire', async () => {
    server.play('image-described');
    const parts = [{ type: 'file', mediaType: 'image/png', source: { kind: 'base64', data: 'aGk=' } }] as const;
    const events = await collect(chatModel.answer(callOf({ messages: [{ role: 'user', parts }] })));
    expect(server.requests[0]?.body).toMatchObject({
      messages: [{ content: [{ image: { format: 'png', source: { bytes: 'aGk=' } } }] }],
    });
    expect(textOf(events)).toBe('A red square.');
  });

  test('asks for structured output by schema', async () => {
    server.play('structured-output');
    const schema = { type: 'object', properties: { city: { type: 'string' } } };
    const events = await collect(
      chatModel.answer(callOf({ responseFormat: { type: 'json-schema', name: 'weather', schema } })),
    );
    expect(server.requests[0]?.body).toMatchObject({
      outputConfig: {
        textFormat: {
          type: 'json_schema',
          structure: { jsonSchema: { name: 'weather', schema: JSON.stringify(schema) } },
        },
      },
    });
    expect(JSON.parse(textOf(events))).toEqual({ city: 'Bern', degrees: 21 });
  });

  test('asks by a forced tool where the model has no structured output, and gives its input as text', async () => {
    server.play('structured-by-tool');
    const schema = { type: 'object', properties: { city: { type: 'string' }, degrees: { type: 'number' } } };
    const call = callOf({ responseFormat: { type: 'json-schema', name: 'weather', schema } });
    const withoutFormat = { ...call, facts: { ...call.facts, capabilities: { structuredOutput: false } } };
    const changes = ['response_format json_schema → forced tool'];
    const events = await collect(chatModel.answer(withoutFormat));
    expect(events[0]).toMatchObject({ type: 'accepted', changes });
    expect(textOf(events)).toBe('{"city":"Bern","degrees":21}');
    expect(events.filter((item) => item.type === 'event' && item.event.type === 'part-begins')).toMatchObject([
      { event: { part: { type: 'text' } } },
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'finished', stopReason: 'stop' });
    const whole = await chatModel.complete(withoutFormat);
    expect(whole).toMatchObject({ changes, stopReason: 'stop' });
    expect(whole.content).toMatchObject({
      answer: { parts: [{ type: 'text', text: '{"city":"Bern","degrees":21}' }], stopReason: 'stop' },
    });
    for (const { body } of server.requests) {
      expect(body).toMatchObject({
        toolConfig: {
          tools: [{ toolSpec: { name: 'weather', inputSchema: { json: schema } } }],
          toolChoice: { tool: { name: 'weather' } },
        },
      });
      expect(body).not.toHaveProperty('outputConfig');
    }
  });

  test('counts a tool call as content even without input', async () => {
    server.play('parallel-tools');
    const events = await collect(chatModel.answer(callOf()));
    const begun = events.filter((item) => item.type === 'event' && item.event.type === 'part-begins');
    expect(begun.map((item) => (item.type === 'event' ? item.seen : null))).toEqual([0, Seen.content, Seen.content]);
    expect(events.at(-1)).toMatchObject({ type: 'finished', stopReason: 'tool' });
  });

  test('without usage finishes with null', async () => {
    server.play('no-usage');
    const events = await collect(chatModel.answer(callOf()));
    expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'stop', usage: null });
  });

  test('that stalls after its stop reason is finished when the wait is over, and its connection is cut', async () => {
    const ends = frameEnds('text');
    server.play('text', { stallAfterBytes: ends.at(-2) ?? 0 });
    const answer = collect(chatModel.answer(callOf()));
    while (clock.pending === 0) await delay(1);
    clock.runTimers();
    expect((await answer).at(-1)).toEqual({ type: 'finished', stopReason: 'stop', usage: null });
    while (clock.pending === 0) await delay(1);
    clock.runTimers();
    while (server.requests[0]?.closedEarly !== true) await delay(1);
  });

  test.each([
    ['ends inside the usage', { endAfterBytes: -3 }],
    ['is reset inside the usage', { resetAfterBytes: -3 }],
    ['has a wrong checksum in the usage', { corruptFrame: -1 }],
  ])('that %s is finished all the same', async (_, fault) => {
    const ends = frameEnds('text');
    const total = ends.at(-1) ?? 0;
    const counted = Object.fromEntries(
      Object.entries(fault).map(([name, value]) => [
        name,
        name === 'corruptFrame' ? ends.length + value : total + value,
      ]),
    );
    server.play('text', counted);
    const events = await collect(chatModel.answer(callOf()));
    expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'stop', usage: null });
  });

  test('frees its connection for the next call', async () => {
    server.play('text');
    await collect(chatModel.answer(callOf()));
    while (clock.pending > 0) await delay(1);
    await delay(5);
    await collect(chatModel.answer(callOf()));
    expect(server.requests).toHaveLength(2);
    expect(server.connections).toBe(1);
  });

  test('that is left by its reader closes its connection', async () => {
    server.play('long-text', { stallAfterBytes: 600 });
    for await (const event of chatModel.answer(callOf()))
      if (event.type === 'event' && event.seen === Seen.content) break;
    while (server.requests[0]?.closedEarly !== true) await delay(1);
  });
});

describe('a broken stream', () => {
  const cut = 420;
  test.each([
    ['ends inside a frame', { endAfterBytes: cut }],
    ['ends between two frames', { endAfterBytes: frameEnds('text')[3] ?? 0 }],
    ['is reset', { resetAfterBytes: cut }],
    ['has a wrong checksum', { corruptFrame: 3 }],
    ['ends inside its first frame', { endAfterBytes: 20 }],
    ['is reset inside its first frame', { resetAfterBytes: 20 }],
    ['is empty', { endAfterBytes: 0 }],
  ])('that %s is a broken answer, never a success', async (_, fault) => {
    server.play('text', fault);
    const { events, error } = await collectUntilFailure(chatModel.answer(callOf()));
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({ kind: 'broken-answer' });
    expect((error as GatewayError).message).not.toContain('$response');
    expect(events.some((event) => event.type === 'finished')).toBe(false);
  });

  test('that is something else altogether is broken before a byte of it is read', async () => {
    server.play({ frames: [], headers: { 'content-type': 'text/html' } });
    await expect(collect(chatModel.answer(callOf()))).rejects.toMatchObject({
      kind: 'broken-answer',
      message: expect.stringContaining('text/html'),
    });
  });

  test('without a stop reason is broken', async () => {
    server.play('no-stop');
    const { events, error } = await collectUntilFailure(chatModel.answer(callOf()));
    expect(textOf(events)).toBe('Hi.');
    expect(error).toMatchObject({ kind: 'broken-answer' });
  });

  test.each([
    ['stream-exception-throttling', 'rate-limit'],
    ['stream-exception-internal-server', 'upstream-fault'],
    ['stream-exception-model-stream-error', 'upstream-fault'],
    ['stream-exception-service-unavailable', 'overloaded'],
    ['stream-exception-validation', 'invalid-request'],
    ['stream-exception-model-timeout', 'timeout'],
    ['stream-error-unmodeled', 'upstream-fault'],
  ])('%s throws %s after what was said before', async (fixture, kind) => {
    server.play(fixture);
    const { events, error } = await collectUntilFailure(chatModel.answer(callOf()));
    expect(events[0]?.type).toBe('accepted');
    expect(error).toMatchObject({ kind, upstream: { status: null, requestId: 'request-1' } });
    expect((error as Error).message).not.toMatch(/[{}]/);
  });

  test('an exception instead of the first event is thrown with its kind', async () => {
    server.play('stream-exception-first');
    const { events, error } = await collectUntilFailure(chatModel.answer(callOf()));
    expect(events).toEqual([]);
    expect(error).toMatchObject({ kind: 'rate-limit', upstream: { requestId: 'request-1' } });
  });
});

describe('an aborted call', () => {
  const reason = new GatewayError('timeout', 'too slow');

  test.each([
    ['before it starts', {}, 0],
    ['before the head', { stallBeforeHead: true }, 1],
    ['before the first event', { stallAfterBytes: 20 }, 1],
  ])('%s throws the reason of the signal', async (_, fault, requests) => {
    server.play('text', fault);
    const controller = new AbortController();
    if (requests === 0) controller.abort(reason);
    const failing = [
      expect(collect(chatModel.answer(callOf({}, controller.signal)))).rejects.toBe(reason),
      expect(chatModel.complete(callOf({}, controller.signal))).rejects.toBe(reason),
    ];
    while (requests > 0 && server.requests.length < 2) await delay(1);
    await delay(5);
    controller.abort(reason);
    await Promise.all(failing);
    if (requests > 0) while (!server.requests.every((request) => request.closedEarly)) await delay(1);
  });

  test('in the middle throws the reason and closes the connection', async () => {
    server.play('long-text', { stallAfterBytes: 600 });
    const controller = new AbortController();
    const seen: number[] = [];
    const reading = (async () => {
      for await (const event of chatModel.answer(callOf({}, controller.signal)))
        if (event.type === 'event') seen.push(event.seen);
    })();
    const failing = expect(reading).rejects.toBe(reason);
    while (!seen.includes(Seen.content)) await delay(1);
    controller.abort(reason);
    await failing;
    while (server.requests[0]?.closedEarly !== true) await delay(1);
  });

  test('while the credentials are still being looked for does not wait for them', async () => {
    const other = createBedrockChatModel({ clients: { client: () => new Promise(() => {}) }, clock });
    const controller = new AbortController();
    const failing = expect(other.complete(callOf({}, controller.signal))).rejects.toBe(reason);
    controller.abort(reason);
    await failing;
  });
});

describe('a whole answer', () => {
  test('comes neutral, with the model that was asked', async () => {
    server.play('parallel-tools');
    const answer = await chatModel.complete(callOf({ promptCacheKey: 'k' }));
    expect(answer).toMatchObject({
      upstreamRequestId: 'request-1',
      changes: ['prompt_cache_key dropped'],
      stopReason: 'tool',
      usage: { freshInput: 150, output: 61 },
      content: {
        kind: 'neutral',
        answer: { model, parts: [{ type: 'text' }, { type: 'tool-call' }, { type: 'tool-call', input: '{}' }] },
      },
    });
    expect(server.requests[0]?.operation).toBe('converse');
  });

  test('keeps numbers in tool arguments that JavaScript cannot hold', async () => {
    const input = '{"id":12345678901234567890,"rate":0.1234567890123456789}';
    const body = `{"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"n","input":${input}}}]}},"stopReason":"tool_use"}`;
    server.play({ body });
    const answer = await chatModel.complete(callOf());
    expect(answer.content).toMatchObject({ answer: { parts: [{ type: 'tool-call', input }] } });
  });

  test.each([
    ['is cut', { fault: { endAfterBytes: 60 } }],
    ['is reset', { fault: { resetAfterBytes: 60 } }],
    ['is empty', { body: {} }],
    ['is no JSON', { body: 'Hello' }],
    ['has no stop reason', { body: { output: { message: { role: 'assistant', content: [{ text: 'Hi' }] } } } }],
  ] as const)('that %s is a broken answer', async (_, how) => {
    server.play('body' in how ? { body: how.body } : 'text', 'fault' in how ? how.fault : {});
    await expect(chatModel.complete(callOf())).rejects.toMatchObject({ kind: 'broken-answer' });
  });

  test('of many at once uses one connection each and mixes nothing up', async () => {
    server.play('text');
    const answers = await Promise.all(Array.from({ length: 60 }, () => chatModel.complete(callOf())));
    expect(answers).toHaveLength(60);
    expect(server.connections).toBeGreaterThan(50);
  });
});
