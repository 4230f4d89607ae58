import { describe, expect, test } from '@jest/globals';
import { encodeCall } from '../../../adapters/ai-sdk/encode-call.ts';
import { leaveOutAdvisory } from '../../../core/conversation/leave-out-advisory.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { bedrockConverse } from '../../../protocols/bedrock-converse/bedrock-converse.ts';
import { gemini } from '../../../protocols/gemini/gemini.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { openAiResponses } from '../../../protocols/openai-responses/openai-responses.ts';
import { callOf } from '../bedrock/bedrock-call.ts';
import { readFixture } from './read-fixture.ts';

const decode = (body: JsonObject) => openAiResponses.decodeRequest({ model: 'm', input: 'hi', ...body });

function refusal(body: JsonObject): unknown {
  try {
    decode(body);
  } catch (error) {
    return error;
  }
  throw new Error('was not refused');
}

describe("Codex's request", () => {
  const request = decode(readFixture('codex-request'));

  test('keeps its whole conversation: one message for each answer, its results right after', () => {
    expect(request.messages.map(({ role, parts }) => [role, parts.map(({ type }) => type)])).toEqual([
      ['system', ['text']],
      ['developer', ['text']],
      ['user', ['text']],
      ['assistant', ['reasoning', 'tool-call', 'text']],
      ['tool', ['tool-result']],
      ['assistant', ['opaque', 'tool-call']],
      ['tool', ['tool-result']],
      ['assistant', ['tool-call']],
      ['tool', ['tool-result']],
    ]);
    expect(request.messages[3]?.parts[0]).toMatchObject({ type: 'reasoning', text: 'I list.' });
    expect(request.messages[7]?.parts[0]).toMatchObject({ name: 'mcp__fs__read', id: 'call_3', kind: 'function' });
    expect(request.messages[8]?.parts[0]).toMatchObject({
      toolCallId: 'call_3',
      content: [{ text: 'hello' }, { type: 'file', mediaType: 'image/png', source: { data: 'AA==' } }],
    });
  });

  test('gives each tool one name, and says what other protocols leave out', () => {
    expect(request.tools?.map(({ type, name }) => [type, name])).toEqual([
      ['function', 'shell_command'],
      ['custom', 'apply_patch'],
      ['function', 'mcp__fs__read'],
      ['function', 'mcp__fs__write'],
    ]);
    expect(request.unknown).toBeUndefined();
    const { request: left, changes } = leaveOutAdvisory(request, 'anthropic-messages');
    expect(changes).toEqual([
      'tools[].description of a namespace dropped',
      'tools[].defer_loading dropped',
      'tools[2] (web_search) dropped',
      'include dropped',
      'reasoning.summary dropped',
      'client_metadata dropped',
      'web_search_call dropped',
    ]);
    expect(left.advisory).toBeUndefined();
    expect(leaveOutAdvisory(request, 'openai-responses')).toEqual({ request, changes: [] });
  });

  test('is taken by a Claude target', () => {
    const facts = unknownModelFacts('claude-x');
    const { body, changes } = anthropicMessages.encodeRequest(request, { facts, stream: true, dropUnsupported: false });
    expect(changes).toEqual(expect.arrayContaining(['custom tools sent as functions', 'web_search_call dropped']));
    expect(body.tools).toMatchObject([
      { name: 'shell_command' },
      { name: 'apply_patch', input_schema: { required: ['input'] } },
      { name: 'mcp__fs__read' },
      { name: 'mcp__fs__write' },
    ]);
    expect(JSON.stringify(body)).toContain('"input":{"input":"*** Begin Patch"}');
  });

  test.each(['Gemini', 'Bedrock', 'a bridged package'])('is taken by %s, its custom tools as functions', (target) => {
    const facts = unknownModelFacts(target === 'Bedrock' ? 'us.anthropic.claude-haiku-5-5' : 'model-x');
    const options = { facts, stream: true, dropUnsupported: false };
    const call = { ...callOf(), facts, conversation: () => request };
    const { changes, ...encoded } =
      target === 'Gemini'
        ? gemini.encodeRequest(request, options)
        : target === 'Bedrock'
          ? bedrockConverse.encodeRequest(request, options)
          : encodeCall(call, null);
    expect(changes).toEqual(expect.arrayContaining(['custom tools sent as functions', 'web_search_call dropped']));
    expect(JSON.stringify(encoded)).toContain('{"input":"*** Begin Patch"}');
    expect(JSON.stringify(encoded)).toContain('"required":["input"]');
  });

  test('is taken by a Chat target, with its custom tools', () => {
    const advised = leaveOutAdvisory(request, openAiChat.protocol).request;
    const options = { facts: unknownModelFacts('gpt-x'), stream: true, dropUnsupported: false };
    const { body, changes } = openAiChat.encodeRequest(advised, options);
    expect(body.tools).toHaveLength(4);
    // The picture of the last result follows it in a message of its own.
    expect(body.messages).toHaveLength(10);
    expect(changes).toEqual(['signed reasoning dropped', 'files of tool results moved to a user message']);
  });

  test('comes back to a target of its own format as it was', () => {
    const options = { facts: unknownModelFacts('auto'), stream: true, dropUnsupported: false };
    const { body, changes } = openAiResponses.encodeRequest(request, options);
    const { client_metadata: _, ...fixture } = readFixture('codex-request');
    const input = Array.isArray(fixture.input) ? fixture.input : [];
    // What says nothing is not repeated, and content that a list held alone may be a text.
    expect(changes).toEqual([]);
    expect(body).toMatchObject({ ...fixture, input: input.map(({ content: __, ...item }: JsonObject) => item) });
    expect(body.client_metadata).toBeDefined();
  });
});

describe('input', () => {
  test('may be a text', () => {
    expect(decode({ input: 'Hello' }).messages).toEqual([{ role: 'user', parts: [{ type: 'text', text: 'Hello' }] }]);
  });

  test('may hold messages without a type, and images and files by any source', () => {
    const { messages } = decode({
      input: [
        { role: 'system', content: 'Be kind.' },
        {
          role: 'user',
          content: [
            { type: 'input_image', image_url: 'https://example.com/a.png', detail: 'low' },
            { type: 'input_image', file_id: 'file_1' },
            { type: 'input_file', file_url: 'https://example.com/a.pdf?x=1' },
            { type: 'input_file', file_data: 'data:application/pdf;base64,AA==', filename: 'b.pdf' },
            { type: 'input_audio', input_audio: { data: 'AA==', format: 'mp3' } },
            { type: 'input_text', text: 'x', prompt_cache_breakpoint: { mode: 'explicit', ttl: '30m' } },
          ],
        },
        { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
      ],
    });
    expect(messages[0]).toEqual({ role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] });
    expect(messages[1]?.parts).toEqual([
      { type: 'file', mediaType: 'image/*', source: { kind: 'url', url: 'https://example.com/a.png' }, detail: 'low' },
      { type: 'file', mediaType: 'image/*', source: { kind: 'id', id: 'file_1' } },
      { type: 'file', mediaType: 'application/pdf', source: { kind: 'url', url: 'https://example.com/a.pdf?x=1' } },
      { type: 'file', mediaType: 'application/pdf', source: { kind: 'base64', data: 'AA==' }, filename: 'b.pdf' },
      { type: 'file', mediaType: 'audio/mpeg', source: { kind: 'base64', data: 'AA==' } },
      { type: 'text', text: 'x', cacheBreakpoint: { ttl: '30m' } },
    ]);
    expect(messages[2]?.parts).toEqual([{ type: 'refusal', text: 'No.' }]);
  });

  test('holds one message for each that an answer said, unless it is between a call and its result', () => {
    const said = { role: 'assistant', content: 'x' };
    const call = { type: 'function_call', call_id: 'c', name: 'f', arguments: '' };
    const result = { type: 'function_call_output', call_id: 'c', output: '' };
    const roles = (input: unknown[]) => decode({ input }).messages.map(({ role, parts }) => `${role} ${parts.length}`);
    expect(roles([said, said])).toEqual(['assistant 1', 'assistant 1']);
    expect(roles([said, call, said, result])).toEqual(['assistant 3', 'tool 1']);
    expect(roles([call, call, result, result, said])).toEqual(['assistant 2', 'tool 2', 'assistant 1']);
  });

  test.each([
    ['a reference nobody resolved', [{ type: 'item_reference', id: 'msg_9' }], 'input[0]', 'item_not_found'],
    ['a reference without a type', [{ id: 'msg_9' }], 'input[0]', 'item_not_found'],
    ['no items', [], 'input', 'invalid_value'],
    ['a number', 5, 'input', 'invalid_type'],
    ['an item that is no object', ['x'], 'input[0]', 'invalid_type'],
    ['an unknown role', [{ role: 'robot', content: 'x' }], 'input[0].role', 'invalid_value'],
    [
      'a call without its id',
      [{ type: 'function_call', name: 'a', arguments: '' }],
      'input[0].call_id',
      'missing_required_parameter',
    ],
    [
      'a picture without a source',
      [{ role: 'user', content: [{ type: 'input_image' }] }],
      'input[0].content[0]',
      'missing_required_parameter',
    ],
  ])('is refused by name when it is %s', (_, input, param, code) => {
    expect(refusal({ input })).toMatchObject({ kind: 'invalid-request', param, code });
  });

  test('brings reasoning of another protocol back as it was', () => {
    const context = {
      requestId: 'r',
      createdAt: 0,
      model: 'm',
      includeUsage: true,
      echo: { body: {}, writtenBy: 'claude' },
    };
    const parts = [
      { type: 'reasoning' as const, text: 'Thought', signature: 'sig' },
      { type: 'reasoning' as const, text: '', redacted: 'AAAA' },
      { type: 'reasoning' as const, text: 'x', opaque: { protocol: 'gemini', data: { thoughtSignature: 'a' } } },
      {
        type: 'tool-call' as const,
        id: 'c1',
        name: 'f',
        kind: 'function' as const,
        input: '{}',
        opaque: { protocol: 'gemini', data: { thoughtSignature: 'b' } },
      },
    ];
    const answer = { id: null, model: 'm', parts, stopReason: 'stop' as const, usage: null };
    const { output } = openAiResponses.encodeAnswer(answer, context);
    expect(output).toMatchObject([{ type: 'reasoning' }, {}, {}, { type: 'function_call' }, { type: 'reasoning' }]);
    expect(decode({ input: output }).messages).toEqual([{ role: 'assistant', parts }]);
  });
});

describe('tools', () => {
  const own = { type: 'function', name: 'f' };

  test('of a provider are left out beside others, and refused by name where they are all there is', () => {
    const hosted = { type: 'file_search', vector_store_ids: ['v'] };
    expect(decode({ tools: [own, hosted] }).advisory).toEqual({ 'tools[1]': hosted });
    expect(decode({ tools: [hosted] }).unknown).toEqual({ 'tools[0]': hosted });
    expect(decode({ tools: [{ type: 'web_search' }] }).advisory).toEqual({
      'tools[0]': { type: 'web_search' },
    });
    expect(decode({ tools: [own, { type: 'new_thing' }] }).unknown).toEqual({ 'tools[1]': { type: 'new_thing' } });
  });

  test('of an item that adds some are offered too', () => {
    const input = [
      { type: 'additional_tools', role: 'developer', tools: [own] },
      { role: 'user', content: 'x' },
    ];
    expect(decode({ input }).tools).toEqual([own]);
  });

  test('of two groups that come to the same name keep apart', () => {
    const group = (name: string) => ({ type: 'namespace', name, description: '', tools: [own] });
    const { tools } = decode({ tools: [{ type: 'function', name: 'a__f' }, group('a'), group('a__')] });
    expect(tools?.map(({ name }) => name)).toEqual(['a__f', 'a__f_2', 'a__f_3']);
    const long = decode({ tools: [group('n'.repeat(80))] }).tools?.[0]?.name;
    expect(long).toMatch(/^n{55}_[0-9a-f]{8}$/);
  });

  test.each([
    ['auto', { type: 'auto' }],
    ['required', { type: 'required' }],
    [
      { type: 'function', name: 'f' },
      { type: 'tool', name: 'f', kind: 'function' },
    ],
    [
      { type: 'custom', name: 'c' },
      { type: 'tool', name: 'c', kind: 'custom' },
    ],
    [
      { type: 'function', name: 'g', namespace: 'n' },
      { type: 'tool', name: 'n__g', kind: 'function' },
    ],
    [
      { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'f' }, { type: 'web_search' }] },
      { type: 'allowed', mode: 'required', names: ['f'] },
    ],
  ])('may be chosen by %j', (tool_choice, toolChoice) => {
    expect(decode({ tools: [own], tool_choice }).toolChoice).toEqual(toolChoice);
  });

  test('that only their provider has cannot be chosen elsewhere', () => {
    const choices = [{ type: 'file_search' }, { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'mcp' }] }];
    for (const tool_choice of choices) {
      expect(decode({ tools: [own], tool_choice }).unknown).toEqual({ tool_choice });
    }
    expect(refusal({ tool_choice: 'always' })).toMatchObject({ param: 'tool_choice' });
    expect(refusal({ tool_choice: { type: 'wish' } })).toMatchObject({ param: 'tool_choice.type' });
  });

  test('of a provider that must be called are refused by name elsewhere, and left to it', () => {
    const search = { type: 'web_search' };
    const asked = { tools: [search], tool_choice: 'required' };
    expect(decode(asked)).toMatchObject({ unknown: { 'tools[0]': search, tool_choice: 'required' } });
    expect(decode(asked)).not.toHaveProperty('toolChoice');
    const facts = unknownModelFacts('m');
    const { body } = openAiResponses.encodeRequest(decode(asked), { facts, stream: false, dropUnsupported: false });
    expect(body).toMatchObject(asked);
    expect(decode({ tools: [search, own], tool_choice: 'required' })).toMatchObject({
      advisory: { 'tools[0]': search },
      toolChoice: { type: 'required' },
    });
  });

  test('that are none leave nothing to choose', () => {
    const request = decode({ tools: [{ type: 'web_search' }], tool_choice: 'auto', parallel_tool_calls: true });
    expect(request).not.toHaveProperty('toolChoice');
    expect(request).not.toHaveProperty('parallelToolCalls');
    expect(decode({ tool_choice: 'required' }).toolChoice).toEqual({ type: 'required' });
  });
});

describe('options', () => {
  test('are translated', () => {
    const schema = { type: 'object', properties: { z: {}, a: {} } };
    const request = decode({
      max_output_tokens: 50,
      temperature: 0.5,
      top_p: 0.9,
      metadata: { a: 'b' },
      safety_identifier: 'u',
      prompt_cache_key: 'k',
      service_tier: 'flex',
      text: { format: { type: 'json_schema', name: 'n', schema, strict: true }, verbosity: 'low' },
      reasoning: { effort: 'high' },
      top_logprobs: 2,
      include: ['message.output_text.logprobs'],
    });
    const { messages: _, ...options } = request;
    expect(options).toEqual({
      maxOutputTokens: 50,
      temperature: 0.5,
      topP: 0.9,
      metadata: { a: 'b' },
      userId: 'u',
      promptCacheKey: 'k',
      serviceTier: 'flex',
      topLogprobs: 2,
      logprobs: true,
      responseFormat: { type: 'json-schema', name: 'n', schema, strict: true },
      verbosity: 'low',
      reasoningEffort: 'high',
    });
  });

  test('that the gateway reads itself are told to no target', () => {
    const own = { stream: true, store: true, background: true, conversation: 'conv_1', previous_response_id: 'resp_1' };
    expect(decode({ ...own, stream_options: {}, truncation: 'disabled' })).toEqual(decode({}));
  });

  test('without an equivalent are kept to be refused by name', () => {
    const unknown = {
      prompt: { id: 'p' },
      moderation: { model: 'm' },
      'reasoning.mode': 'pro',
      frobnicate: 1,
      'text.tone': 'x',
    };
    const { prompt, moderation } = unknown;
    const body = { prompt, moderation, frobnicate: 1, reasoning: { mode: 'pro' }, text: { tone: 'x' } };
    expect(decode(body).unknown).toEqual(unknown);
  });

  test('are refused by name when they are malformed', () => {
    expect(refusal({ text: { format: { type: 'xml' } } })).toMatchObject({ param: 'text.format.type' });
    expect(refusal({ reasoning: { effort: 'huge' } })).toMatchObject({ param: 'reasoning.effort' });
    expect(refusal({ instructions: ['x'] })).toMatchObject({ param: 'instructions' });
    expect(refusal({ tools: {} })).toMatchObject({ param: 'tools' });
    expect(refusal({ max_output_tokens: 0 })).toMatchObject({ param: 'max_output_tokens' });
  });
});

describe('what routing reads', () => {
  test('is found without decoding', () => {
    const body = readFixture('codex-request');
    expect(openAiResponses.decodeHead({ ...body, service_tier: 'flex' })).toEqual({
      model: 'auto',
      stream: true,
      includeUsage: true,
      processing: 'flex',
      state: { previousResponseId: null, conversationId: null, store: false, background: false },
    });
    const survey = openAiResponses.surveyRequest({ ...body, previous_response_id: 'resp_1', tool_choice: 'required' });
    expect(survey).toMatchObject({
      userTurns: ['List the files.'],
      systemText: 'You are a coding agent.',
      messageCount: 9,
      needs: { tools: true, forcedToolChoice: true, images: true, documents: false, structuredOutput: false },
      session: { conversation: 'resp_1', promptCacheKey: 'thread-1' },
    });
    expect(survey.textCharacters).toBeGreaterThan(survey.newCharacters);
    expect(
      openAiResponses.surveyRequest({ input: [null, 5, { role: 3 }, { content: [null] }], tools: 'x', text: 1 }),
    ).toMatchObject({
      needs: { tools: false },
    });
  });

  test('is refused without a model', () => {
    expect(() => openAiResponses.decodeHead({})).toThrow(expect.objectContaining({ param: 'model' }));
  });
});
