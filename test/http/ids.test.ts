import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chatAnswer, chatChunk, done, usageChunk } from '../support/chat-wire.ts';
import type { ScriptedAnswer } from '../support/scripted-upstream-answer.ts';
import { claudeAnswer, lastBody, startTwoProviders, type TwoProviders } from '../support/two-providers.ts';

let two: TwoProviders;
beforeAll(async () => {
  two = await startTwoProviders();
});
afterAll(() => two.close());

const calls = ['functions.look:0', 'functions_look_0', 'toolu_as_eA'].map((id) => ({
  ...{ id, type: 'function', function: { name: 'look', arguments: '{}' } },
}));

function callingWhole(): ScriptedAnswer {
  const { body, ...rest } = chatAnswer('');
  const completion = JSON.parse(String(body));
  completion.choices[0] = { ...completion.choices[0], finish_reason: 'tool_calls', message: { tool_calls: calls } };
  return { ...rest, body: JSON.stringify(completion) };
}

function callingStream(): ScriptedAnswer {
  const tool_calls = calls.map((call, index) => ({ index, ...call }));
  const body = [chatChunk({ role: 'assistant', tool_calls }), chatChunk({}, 'tool_calls'), usageChunk, done].join('');
  return { headers: { 'content-type': 'text/event-stream' }, body };
}

const tools = [{ name: 'look', input_schema: { type: 'object' as const } }];
const question: Anthropic.MessageParam = { role: 'user', content: 'Look' };

describe('an id of a tool call that a client’s format does not take', () => {
  test.each([false, true])(
    'is another one for the client, and the provider’s own when it comes back (stream: %s)',
    async (stream) => {
      const client = new Anthropic({ baseURL: two.gateway.url, apiKey: 'any', maxRetries: 0 });
      two.gpt.play(stream ? callingStream() : callingWhole());
      const ask = { model: 'gpt', max_tokens: 99, messages: [question], tools };
      const message = stream ? await client.messages.stream(ask).finalMessage() : await client.messages.create(ask);
      const used = message.content.filter((block) => block.type === 'tool_use');
      const ids = used.map(({ id }) => id);
      for (const id of ids) expect(id).toMatch(/^[a-zA-Z0-9_-]+$/);
      expect(new Set(ids).size).toBe(3);
      expect(ids[1]).toBe('functions_look_0');

      two.gpt.play(chatAnswer('Seen.'));
      const results = ids.map((id) => ({ type: 'tool_result' as const, tool_use_id: id, content: 'a boat' }));
      await client.messages.create({
        ...ask,
        messages: [question, { role: 'assistant', content: message.content }, { role: 'user', content: results }],
      });
      const own = calls.map(({ id }) => id);
      expect(lastBody(two.gpt).messages).toMatchObject([
        {},
        { tool_calls: own.map((id) => ({ id })) },
        ...own.map((id) => ({ role: 'tool', tool_call_id: id })),
      ]);

      two.claude.play(claudeAnswer({ text: 'Seen.' }));
      await client.messages.create({
        ...{ ...ask, model: 'claude' },
        messages: [question, { role: 'assistant', content: message.content }, { role: 'user', content: results }],
      });
      expect(lastBody(two.claude).messages).toMatchObject([
        {},
        { content: ids.map((id) => ({ id })) },
        { content: results },
      ]);
    },
  );

  test('passes as it is to clients whose format takes it', async () => {
    two.gpt.play(callingWhole());
    const response = await two.client.responses.create({ model: 'gpt', input: 'Look', store: false });
    expect(response.output).toMatchObject(calls.map(({ id }) => ({ type: 'function_call', call_id: id })));
  });
});

describe('the id of an answer', () => {
  test('is one of the client’s own format, whoever answers', async () => {
    two.claude.play(claudeAnswer({ text: 'Hi' }));
    const body = { model: 'claude', messages: [question] };
    const completion = await (await two.send('POST', '/v1/chat/completions', body)).json();
    expect(completion).toMatchObject({ id: expect.stringMatching(/^chatcmpl-/) });
    two.gpt.play(chatAnswer('Hi'));
    const message = await (await two.send('POST', '/v1/messages', { ...body, model: 'gpt', max_tokens: 9 })).json();
    expect(message).toMatchObject({ id: expect.stringMatching(/^msg_/) });
  });
});

describe('a turn that Claude has paused', () => {
  const paused = {
    ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'model-c', stop_reason: 'pause_turn' },
    ...{ content: [{ type: 'text', text: 'Looking' }], usage: { input_tokens: 1, output_tokens: 1 } },
  };
  const whole: ScriptedAnswer = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(paused) };
  const events = [
    { type: 'message_start', message: { ...paused, content: [], stop_reason: null } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Looking' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'pause_turn' }, usage: { output_tokens: 1 } },
    { type: 'message_stop' },
  ];
  const streamed: ScriptedAnswer = {
    headers: { 'content-type': 'text/event-stream' },
    body: events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''),
  };

  test.each([
    ['/v1/chat/completions', { messages: [question] }],
    ['/v1/responses', { input: 'Look', store: false }],
  ])('is told as a whole answer of %s that says so in a header and a field', async (path, fields) => {
    two.claude.play(whole);
    const answered = await two.send('POST', path, { model: 'claude', ...fields });
    expect(answered.headers.get('x-cato-stop-reason')).toBe('paused');
    const text = await answered.text();
    expect(text).toContain('"native_finish_reason":"pause_turn"');
    expect(text).toMatch(/"finish_reason":"stop"|"status":"completed"/);
  });

  test.each([
    ['/v1/chat/completions', { messages: [question] }],
    ['/v1/responses', { input: 'Look', store: false }],
  ])('is told at the end of a stream of %s', async (path, fields) => {
    two.claude.play(streamed);
    const answered = await two.send('POST', path, { model: 'claude', stream: true, ...fields });
    const text = await answered.text();
    expect(text.match(/"native_finish_reason":"pause_turn"/g)).toHaveLength(1);
  });

  test('is paused, in its own words, for a client of Messages; other answers say nothing of it', async () => {
    two.claude.play(whole);
    const ask = { model: 'claude', max_tokens: 9, messages: [question] };
    const answered = await two.send('POST', '/v1/messages', ask);
    expect(await answered.json()).toMatchObject({ stop_reason: 'pause_turn' });
    two.claude.play(claudeAnswer({ text: 'Hi' }));
    const other = await two.send('POST', '/v1/chat/completions', { model: 'claude', messages: [question] });
    expect(other.headers.get('x-cato-stop-reason')).toBeNull();
    expect(await other.text()).not.toContain('native_finish_reason');
  });
});
