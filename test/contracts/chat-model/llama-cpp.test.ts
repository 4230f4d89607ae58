import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { createLlamaCppChatModel } from '../../../adapters/llama-cpp/llama-cpp-chat-model.ts';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import { Seen } from '../../../core/ports/chat-model.ts';
import { expectOrder, expectSeen } from './describe-answers.ts';
import { type ScriptedGeneration, scriptLibrary } from './llama-cpp-library.ts';
import { collectStream, createCall, textRequest } from './model-call.ts';
import { summarizeStream, summarizeWhole } from './summarize-answer.ts';

function prepare(script?: Partial<ScriptedGeneration>, { trainedWindow = 1000, parallel = 1 } = {}) {
  const scripted = scriptLibrary({ trainedWindow });
  scripted.script = { ...scripted.script, ...script };
  const model = createLlamaCppChatModel({
    ...{ modelPath: '/weights/tide.gguf', contextWindow: null, parallel, threads: null },
    importLibrary: async () => scripted.library,
  });
  return { scripted, model };
}

const say = (text: string): ConversationRequest['messages'] => [{ role: 'user', parts: [{ type: 'text', text }] }];

// It asks nobody over the network, so of the contract what holds without an upstream is left.
describe('A model of node-llama-cpp as a chat model', () => {
  test('text arrives streamed as it does whole', async () => {
    const { model, scripted } = prepare();
    const whole = summarizeWhole(await model.complete(createCall({ stream: false })), null);
    const { events, failure } = await collectStream(model.answer(createCall()));
    expect(failure).toBeNull();
    expect(whole).toMatchObject({ text: 'High tide', stopReason: 'stop' });
    expect(whole.usage).toEqual({ freshInput: 5, cacheRead: 0, cacheWrite: {}, output: 2, reasoning: 0 });
    expect(summarizeStream(events, null)).toEqual(whole);
    expectOrder(events, 'event');
    expectSeen(events, whole);
    expect(scripted.loaded).toEqual([{ modelPath: '/weights/tide.gguf', contextSize: 1000 }]);
    expect(scripted.clearings).toBe(2);
  });

  test('thoughts are parts of their own', async () => {
    const { model } = prepare({ pieces: ['thought: the moon', 'High', ' tide'] });
    const { content, usage } = await model.complete(createCall({ stream: false }));
    expect(content).toMatchObject({
      answer: {
        parts: [
          { type: 'reasoning', text: 'the moon' },
          { type: 'text', text: 'High tide' },
        ],
      },
    });
    expect(usage).toMatchObject({ output: 3, reasoning: 1 });
    const { events } = await collectStream(model.answer(createCall()));
    const told = events.flatMap((event) => (event.type === 'event' ? [event.event] : []));
    expect(told.map((event) => ('index' in event ? `${event.type} ${event.index}` : event.type))).toEqual([
      ...['started', 'part-begins 0', 'part-delta 0', 'part-ends 0'],
      ...['part-begins 1', 'part-delta 1', 'part-delta 1', 'part-ends 1', 'usage', 'finished'],
    ]);
  });

  test('the limit that ends an answer is told: the client’s, or the window', async () => {
    const { model } = prepare({ isEndless: true }, { trainedWindow: 40 });
    const short = await model.complete(createCall({ request: { ...textRequest, maxOutputTokens: 3 }, stream: false }));
    expect([short.stopReason, short.usage?.output]).toEqual(['length', 3]);
    const full = await model.complete(createCall({ request: { messages: textRequest.messages }, stream: false }));
    expect([full.stopReason, full.usage?.output]).toEqual(['context-full', 27]);
  });

  test('a conversation that does not fit is refused before anything is written', async () => {
    const { model, scripted } = prepare({}, { trainedWindow: 40 });
    const { events, failure } = await collectStream(
      model.answer(createCall({ request: { messages: say('word '.repeat(33)) } })),
    );
    expect(events).toEqual([]);
    expect(failure).toBeInstanceOf(GatewayError);
    expect(failure).toMatchObject({ kind: 'context-too-long', code: 'context_length_exceeded' });
    expect(scripted.asked).toEqual([]);
    expect(await model.countTokens(createCall({ request: { messages: say('word '.repeat(33)) } }))).toMatchObject({
      inputTokens: 33,
    });
  });

  test('an abort before and in the answer ends it with its reason, and the generation', async () => {
    const reason = new Error('the client has left');
    const { model, scripted } = prepare({ isEndless: true });
    const { failure } = await collectStream(model.answer(createCall({ signal: AbortSignal.abort(reason) })));
    expect(failure).toBe(reason);
    const controller = new AbortController();
    const reading = async () => {
      const request = { messages: textRequest.messages };
      for await (const event of model.answer(createCall({ request, signal: controller.signal }))) {
        if ('seen' in event && event.seen & Seen.content) controller.abort(reason);
      }
    };
    await expect(reading()).rejects.toBe(reason);
    expect(scripted.running).toBe(0);
  });

  test('a reader who leaves ends the generation', async () => {
    const { model, scripted } = prepare({ isEndless: true });
    for await (const event of model.answer(createCall())) if (event.type === 'event') break;
    expect([scripted.asked[0]?.options.signal.aborted, scripted.running]).toEqual([true, 0]);
  });

  test('answers wait for one another, and one that waits can be aborted', async () => {
    const { model, scripted } = prepare();
    const controller = new AbortController();
    const answers = [1, 2, 3].map(() => model.complete(createCall({ stream: false })));
    const aborted = model.complete(createCall({ stream: false, signal: controller.signal }));
    const last = model.complete(createCall({ stream: false }));
    while (scripted.asked.length < 2) await nextTurn();
    controller.abort(new Error('no longer'));
    await expect(aborted).rejects.toThrow('no longer');
    await Promise.all([...answers, last]);
    expect([scripted.mostRunning, scripted.asked.length, scripted.loaded.length]).toEqual([1, 4, 1]);
    const two = prepare({}, { parallel: 2 });
    await Promise.all([1, 2, 3].map(() => two.model.complete(createCall({ stream: false }))));
    expect(two.scripted.mostRunning).toBe(2);
  });

  test('what the model has no words for is refused by name, or dropped and said', async () => {
    const request: ConversationRequest = {
      messages: [
        { role: 'user', parts: [{ type: 'file', mediaType: 'image/png', source: { kind: 'base64', data: 'AAAA' } }] },
      ],
      tools: [{ type: 'function', name: 'get_tide' }],
      choiceCount: 2,
      logprobs: true,
    };
    const { model, scripted } = prepare();
    const refusal = await model.complete(createCall({ request, stream: false })).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UnsupportedOptions);
    expect(refusal).toMatchObject({ options: ['choiceCount', 'logprobs', 'tools', 'messages'] });
    const { changes } = await model.complete({ ...createCall({ request, stream: false }), dropUnsupported: true });
    expect(changes).toEqual(['n dropped', 'logprobs dropped', 'tools dropped', 'files dropped']);
    expect(scripted.asked).toHaveLength(1);
  });

  test('what is asked for reaches the library in its own words', async () => {
    const { model, scripted } = prepare();
    const schema = { type: 'object', properties: { height: { type: 'number' } } };
    const messages: ConversationRequest['messages'] = [
      { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
      ...say('How high is the tide?'),
      { role: 'assistant', parts: [{ type: 'text', text: 'It is' }] },
    ];
    const options = { temperature: 0.5, topK: 3, seed: 7, frequencyPenalty: 1, stop: ['.'], userId: 'u' };
    const responseFormat = { type: 'json-schema', name: 'height', schema } as const;
    const { changes } = await model.complete(createCall({ request: { messages, ...options, responseFormat } }));
    expect(changes).toEqual(['user has no effect']);
    const [asked] = scripted.asked;
    expect(asked?.history).toEqual([
      { type: 'system', text: 'Be brief.' },
      { type: 'user', text: 'How high is the tide?' },
      { type: 'model', response: ['It is'] },
    ]);
    expect(asked?.options).toMatchObject({
      ...{ temperature: 0.5, topP: 0.9, topK: 3, seed: 7, customStopTriggers: ['.'], grammar: { schema } },
      repeatPenalty: { penalty: 1, frequencyPenalty: 1, presencePenalty: 0 },
    });
    const unheld = { ...responseFormat, schema: { $ref: '#/elsewhere' } };
    const refused = model.complete(createCall({ request: { messages, responseFormat: unheld } }));
    await expect(refused).rejects.toMatchObject({ options: ['responseFormat'] });
  });

  test('a fault of the library is told as the model’s, after what was written', async () => {
    const { model, scripted } = prepare({ failure: new Error('no memory left') });
    const { events, failure } = await collectStream(model.answer(createCall()));
    expect(events.some((event) => 'seen' in event && event.seen & Seen.content)).toBe(true);
    expect(failure).toMatchObject({ kind: 'upstream-fault', message: expect.stringContaining('no memory left') });
    scripted.script = { pieces: ['Low'], stopReason: 'eogToken' };
    expect((await model.complete(createCall({ stream: false }))).stopReason).toBe('stop');
  });

  test('a package that is missing or another is told, and is looked for again', async () => {
    const { scripted } = prepare();
    let module: unknown = {};
    const model = createLlamaCppChatModel({
      ...{ modelPath: '/weights/tide.gguf', contextWindow: null, parallel: null, threads: null },
      importLibrary: async () => module,
    });
    await expect(model.complete(createCall())).rejects.toMatchObject({ kind: 'not-installed' });
    module = scripted.library;
    await model.complete(createCall());
    await model.close();
    expect(scripted.disposals).toBe(1);
  });
});
