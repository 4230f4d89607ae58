import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';

const survey = (body: Record<string, unknown>) => openAiChat.surveyRequest(body);
const user = (content: unknown) => ({ role: 'user', content });

describe('the survey of an OpenAI chat request', () => {
  test('finds turns, system text and lengths', () => {
    const found = survey({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'developer', content: 'Really.' },
        user('a hard question'),
        { role: 'assistant', content: 'shall I?' },
        user([
          { type: 'text', text: 'yes,' },
          { type: 'text', text: 'do it' },
        ]),
      ],
    });
    expect(found).toMatchObject({
      userTurns: ['a hard question', 'yes,\ndo it'],
      systemText: 'Be brief.',
      textCharacters: 16 + 15 + 8 + 9,
      newCharacters: 8 + 9,
      messageCount: 5,
    });
  });

  test('counts everything but the system as new while no assistant has spoken', () => {
    expect(survey({ messages: [{ role: 'system', content: 'Be brief.' }, user('hello')] }).newCharacters).toBe(5);
  });

  test('hands out the very strings of the body', () => {
    const text = 'x'.repeat(100_000);
    expect(survey({ messages: [user(text)] }).userTurns[0]).toBe(text);
  });

  test('counts tool calls, tool definitions and the answer schema', () => {
    const bare = survey({ messages: [user('hi')] });
    const parameters = { type: 'object', properties: { city: { type: 'string', description: 'where it rains' } } };
    const tools = [{ type: 'function', function: { name: 'weather', parameters } }];
    const format = { type: 'json_schema', json_schema: { name: 'n', schema: parameters } };
    const calls = [{ id: '1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }];
    const grown = [
      survey({ messages: [user('hi')], tools }),
      survey({ messages: [user('hi')], response_format: format }),
      survey({ messages: [user('hi'), { role: 'assistant', tool_calls: calls }] }),
    ].map(({ textCharacters }) => textCharacters - bare.textCharacters);
    for (const [index, value] of [tools, format, calls].entries()) {
      const real = JSON.stringify(value).length;
      expect(Math.abs((grown[index] ?? 0) - real)).toBeLessThan(real * 0.15);
    }
  });

  test('tells what a target must be able to do', () => {
    const none = {
      tools: false,
      forcedToolChoice: false,
      images: false,
      documents: false,
      structuredOutput: false,
    };
    const picture = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
    expect(survey({ messages: [user('hi')] }).needs).toEqual(none);
    expect(survey({ messages: [user([picture])] }).needs).toEqual({ ...none, images: true });
    expect(survey({ messages: [user([{ type: 'file', file: { file_id: 'f' } }])] }).needs).toEqual({
      ...none,
      documents: true,
    });
    expect(survey({ tools: [{}], tool_choice: 'required' }).needs).toEqual({
      ...none,
      tools: true,
      forcedToolChoice: true,
    });
    expect(survey({ functions: [{}], function_call: { name: 'f' } }).needs).toMatchObject({ forcedToolChoice: true });
    expect(survey({ tools: [{}], tool_choice: 'auto' }).needs).toMatchObject({ forcedToolChoice: false });
    const allowed = (mode: string) => ({ type: 'allowed_tools', allowed_tools: { mode, tools: [] } });
    expect(survey({ tool_choice: allowed('auto') }).needs.forcedToolChoice).toBe(false);
    expect(survey({ tool_choice: allowed('required') }).needs.forcedToolChoice).toBe(true);
    expect(survey({ response_format: { type: 'json_schema' } }).needs).toEqual({ ...none, structuredOutput: true });
    expect(survey({ response_format: { type: 'json_object' } }).needs).toEqual(none);
  });

  test('allows tokens for files, by their size where it is known', () => {
    const tokens = (...parts: unknown[]) => survey({ messages: [user(parts)] }).fileTokens;
    const image = (detail: string) => ({ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail } });
    expect(tokens(image('low'))).toBe(85);
    expect(tokens(image('high'), image('auto'))).toBe(3200);
    const pdf = (bytes: number) => ({ type: 'file', file: { file_data: 'A'.repeat(Math.ceil(bytes / 0.75)) } });
    expect(tokens(pdf(10))).toBe(3000);
    expect(tokens(pdf(120_000))).toBe(9000);
    expect(tokens({ type: 'input_audio', input_audio: { data: 'A'.repeat(40_000), format: 'mp3' } })).toBe(30);
  });

  test('does not count the data of a file as text', () => {
    const url = `data:image/png;base64,${'A'.repeat(50_000)}`;
    expect(survey({ messages: [user([{ type: 'image_url', image_url: { url } }])] }).textCharacters).toBe(0);
  });

  test('sees scripts of which one character is about a token', () => {
    expect(survey({ messages: [user('plain English words')] }).wideCharacters).toBe(0);
    expect(survey({ messages: [user('量'.repeat(1000))] }).wideCharacters).toBe(1000);
    expect(survey({ messages: [user('Ж'.repeat(1000))] }).wideCharacters).toBe(250);
  });

  test('reads limits, names and marks', () => {
    expect(survey({ max_tokens: 9, max_completion_tokens: 5, n: 3, service_tier: 'fast' })).toMatchObject({
      maxOutputTokens: 5,
      choiceCount: 3,
      processing: 'priority',
    });
    expect(survey({ prompt_cache_key: 'k', metadata: { session_id: 's', mode: 'dreaming', count: 3 } })).toMatchObject({
      metadata: { session_id: 's', mode: 'dreaming' },
      session: { conversation: null, promptCacheKey: 'k', metadataSessionId: 's' },
    });
    expect(survey({ messages: [user([{ type: 'text', text: 'x', cache_control: {} }])] }).hasCacheBreakpoints).toBe(
      true,
    );
    expect(survey({ tools: [{ cache_control: {} }] }).hasCacheBreakpoints).toBe(true);
    expect(survey({ messages: [user([{ type: 'text', text: 'x' }])] }).hasCacheBreakpoints).toBe(false);
  });

  test('survives nesting that would end a recursion', () => {
    let nested: unknown = 'deep';
    for (let depth = 0; depth < 20_000; depth += 1) nested = { nested };
    expect(survey({ tools: [nested] }).needs.tools).toBe(true);
  });

  test('never throws, whatever JSON stands where', () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    const fields = ['messages', 'tools', 'functions', 'tool_choice', 'response_format', 'metadata', 'n'] as const;
    const part = fc.oneof(
      value,
      fc.record({ type: fc.constantFrom('text', 'image_url', 'file', 'input_audio'), image_url: value, file: value }),
    );
    const message = fc.oneof(
      value,
      fc.record({ role: fc.constantFrom('user', 'system', 'assistant', 7), content: fc.oneof(value, fc.array(part)) }),
    );
    const body = fc.record(
      { ...Object.fromEntries(fields.map((name) => [name, value])), messages: fc.oneof(value, fc.array(message)) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(body, (given) => {
        const { textCharacters, fileTokens, userTurns } = openAiChat.surveyRequest(given);
        expect(textCharacters).toBeGreaterThanOrEqual(0);
        expect(fileTokens).toBeGreaterThanOrEqual(0);
        expect(userTurns.every((turn) => typeof turn === 'string')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
