import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { openAiResponses } from '../../../protocols/openai-responses/openai-responses.ts';
import { thrownBy } from './encode.ts';
import { assemble, decodeStream } from './stream.ts';

const options = { facts: unknownModelFacts('model'), stream: false, dropUnsupported: false };

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => text.trim() === text);
const name = fc.stringMatching(/^[a-zA-Z0-9_-]{1,12}$/);
const json = fc
  .dictionary(name, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
  .map((value): JsonObject => JSON.parse(JSON.stringify(value)));
const text = words.map((said) => ({ type: 'text', text: said }));
const data = fc.base64String({ minLength: 4, maxLength: 16 });
const file = fc.oneof(
  data.map((held) => ({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: held } })),
  fc.webUrl().map((url) => ({ type: 'image', source: { type: 'url', url } })),
  data.map((held) => ({
    type: 'document',
    source: { type: 'base64', media_type: 'application/pdf', data: held },
    title: 'tide.pdf',
  })),
);

/** A question, and perhaps an answer to it that calls tools, whose results come with the next question. */
const exchange = fc
  .record({
    user: fc.array(fc.oneof(text, file), { minLength: 1, maxLength: 3 }),
    said: fc.array(text, { minLength: 1, maxLength: 1 }),
    calls: fc.uniqueArray(fc.record({ id: name, name, input: json, result: fc.array(text, { maxLength: 2 }) }), {
      maxLength: 2,
      selector: ({ id }) => id,
    }),
  })
  .map(({ user, said, calls }) => ({
    user,
    assistant: [...said, ...calls.map(({ result: _, ...call }) => ({ type: 'tool_use', ...call }))],
    results: calls.map(({ id, result }) => ({
      type: 'tool_result',
      tool_use_id: id,
      ...(result.length > 0 && { content: result }),
    })),
  }));

const messages = fc.array(exchange, { minLength: 1, maxLength: 3 }).map((exchanges) => {
  const list: { role: string; content: unknown[] }[] = [];
  let results: unknown[] = [];
  for (const { user, assistant, results: next } of exchanges) {
    list.push({ role: 'user', content: [...results, ...user] }, { role: 'assistant', content: assistant });
    results = next;
  }
  list.push({ role: 'user', content: [...results, { type: 'text', text: 'so?' }] });
  return list;
});

const tools = fc.uniqueArray(
  fc.record({ name, description: words, input_schema: json.map((schema) => ({ ...schema, type: 'object' })) }),
  { minLength: 1, maxLength: 3, selector: (tool) => tool.name },
);

const body = fc
  .record(
    {
      max_tokens: fc.integer({ min: 1, max: 8192 }),
      messages,
      system: fc.array(text, { minLength: 1, maxLength: 2 }),
      tools,
      temperature: fc.constantFrom(0, 0.5, 1),
      stop_sequences: fc.array(words, { minLength: 1, maxLength: 3 }),
      metadata: fc.record({ user_id: name }),
      output_config: fc.record({ format: json.map((schema) => ({ type: 'json_schema', schema })) }),
    },
    { requiredKeys: ['max_tokens', 'messages'] },
  )
  .map((fields): JsonObject => ({ model: 'model', ...fields }));

test('what Chat can say of a request survives the way there and back', () => {
  fc.assert(
    fc.property(body, (sent) => {
      const there = openAiChat.encodeRequest(anthropicMessages.decodeRequest(sent), options);
      expect(there.changes).toEqual([]);
      const chat = JSON.parse(JSON.stringify(there.body));
      const back = anthropicMessages.encodeRequest(openAiChat.decodeRequest(chat), options);
      expect(JSON.stringify(sort(back.body))).toBe(JSON.stringify(sort(sent)));
      expect(back.changes).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

/** The body's own fields in order; what is in them keeps its own. */
function sort(whole: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(whole).sort(([one], [other]) => (one < other ? -1 : 1)));
}

const ownTool = { name: 'a', input_schema: { type: 'object' } };
const searchTool = { type: 'web_search_20250305', name: 'web_search', max_uses: 5 };

test.each([
  ['Chat', openAiChat],
  ['Responses', openAiResponses],
])('tools of a provider are left out towards %s and said, while the client does not demand one', (_name, codec) => {
  const encode = (fields: JsonObject) => {
    const asked = { model: 'model', max_tokens: 9, messages: [{ role: 'user', content: 'a' }], ...fields };
    return codec.encodeRequest(anthropicMessages.decodeRequest(asked), options);
  };
  const alone = encode({ tools: [searchTool], tool_choice: { type: 'auto' } });
  expect(alone.body).not.toHaveProperty('tools');
  expect(alone.changes).toEqual(['tools.0 (web_search_20250305) dropped']);
  const bash = { type: 'bash_20250124', name: 'bash' };
  const beside = encode({ tools: [bash, ownTool], tool_choice: { type: 'any' } });
  expect(beside.body).toMatchObject({ tool_choice: 'required' });
  expect(JSON.stringify(beside.body.tools)).toMatch(/^\[\{[^[]*"name":"a"[^[]*\}\]$/);
  expect(beside.changes).toEqual(['tools.0 (bash_20250124) dropped']);
});

test('what a provider did by itself in an earlier turn is left out towards Chat, and said', () => {
  const content = [
    { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'tide' } },
    { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
    { type: 'text', text: 'High at nine.' },
  ];
  const messages = [
    { role: 'user', content: 'Tide?' },
    { role: 'assistant', content },
    { role: 'user', content: 'And low?' },
  ];
  const asked = anthropicMessages.decodeRequest({ model: 'model', max_tokens: 9, messages });
  const { body: sent, changes } = openAiChat.encodeRequest(asked, options);
  expect(sent.messages).toMatchObject([{}, { role: 'assistant', content: 'High at nine.' }, {}]);
  expect(changes).toEqual(['server_tool_use dropped', 'web_search_tool_result dropped']);
  expect(anthropicMessages.encodeRequest(asked, options).body.messages).toMatchObject([{}, { content }, {}]);
});

test.each<[string, JsonObject, ...string[]]>([
  ['messages.0.content.0', { messages: [{ role: 'user', content: [{ type: 'container_upload', file_id: 'f' }] }] }],
  ['top_k', { top_k: 5 }],
  ['container', { container: 'c' }],
  ['inference_geo', { inference_geo: 'us' }],
  ['mcp_servers', { mcp_servers: [{ type: 'url', url: 'https://example.com' }] }],
  ['tools.0', { tools: [{ type: 'code_execution_20250825', name: 'code_execution' }] }],
  ['tools.1', { tools: [ownTool, { type: 'new_thing_20270101', name: 'new_thing' }] }],
  ['tools.0', { tools: [searchTool], tool_choice: { type: 'any' } }, 'tool_choice'],
  ['tools.1', { tools: [ownTool, searchTool], tool_choice: { type: 'tool', name: 'web_search' } }, 'tool_choice'],
])('what Chat cannot say is refused by its name: %s', (param, fields, ...others) => {
  const asked = { model: 'model', max_tokens: 9, messages: [{ role: 'user', content: 'a' }], ...fields };
  const error = thrownBy(() => openAiChat.encodeRequest(anthropicMessages.decodeRequest(asked), options));
  if (!(error instanceof UnsupportedOptions)) throw error;
  expect([...error.options.map(anthropicMessages.parameterName), ...error.fields]).toEqual([param, ...others]);
});

test.each(['text', 'tools', 'structured', 'stop-length', 'stop-filtered', 'usage-cached'])(
  'a Chat stream reads the same as a Messages stream: %s',
  async (name) => {
    const bytes = readFileSync(join(import.meta.dirname, `../../fixtures/openai/${name}.sse`));
    const events = openAiChat.createStreamDecoder().decode(bytes);
    const encoder = anthropicMessages.createEventEncoder({
      requestId: 'r',
      createdAt: 0,
      model: 'auto',
      includeUsage: true,
    });
    const written = events.map((event) => encoder.encode(event)).join('') + encoder.end();
    const { usage, serviceTier: _, ...answer } = assemble(events);
    const again = assemble(await decodeStream([Buffer.from(written)]));
    expect(again).toMatchObject({ ...answer, id: 'msg_r' });
    expect(again.usage).toMatchObject({ freshInput: usage?.freshInput, output: usage?.output });
  },
);
