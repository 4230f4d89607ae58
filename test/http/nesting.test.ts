import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toFile } from 'openai';
import { chatAnswer } from '../support/chat-wire.ts';
import { claudeAnswer, startTwoProviders, type TwoProviders } from '../support/two-providers.ts';

let providers: TwoProviders;

beforeAll(async () => {
  providers = await startTwoProviders();
});
afterAll(() => providers.close());

const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const chat = `{"model":"claude","messages":[{"role":"user","content":"hi"}],"max_tokens":9,"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"a":${deep}}}}}`;
const items = `{"items":[{"type":"message","role":"user","content":"hi","x":${deep}}]}`;
const levels = (count: number): string => `${'['.repeat(count)}${']'.repeat(count)}`;
/** What a model gave a tool, as the formats of OpenAI have it: JSON in a text. */
const inText = (count: number): string => JSON.stringify(`{"a":${levels(count)}}`);
const openAi = { type: 'invalid_request_error', param: null, code: 'invalid_body' };

test.each([
  ['/chat/completions', chat, { error: openAi }],
  ['/responses', `{"model":"claude","input":${deep}}`, { error: openAi }],
  ['/responses/input_tokens', `{"model":"claude","input":${deep}}`, { error: openAi }],
  ['/conversations', items, { error: openAi }],
  ['/messages', chat, { type: 'error', error: { type: 'invalid_request_error' } }],
  ['/messages/count_tokens', chat, { type: 'error', error: { type: 'invalid_request_error' } }],
])('%s refuses a body nested too deeply in its own shape', async (path, body, shape) => {
  const response = await fetch(`${providers.gateway.url}/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const said = await response.text();
  expect([response.status, JSON.parse(said)]).toMatchObject([400, shape]);
  expect(said).toContain('nested too deeply');
});

describe('a tool call of the history whose arguments are nested too deeply', () => {
  const chatWith = (count: number, model = 'claude'): string =>
    `{"model":"${model}","max_tokens":9,"messages":[{"role":"user","content":"hi"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":${inText(count)}}}]},{"role":"tool","tool_call_id":"c","content":"x"}]}`;
  const call = (count: number): string =>
    `{"type":"function_call","call_id":"c","name":"f","arguments":${inText(count)}}`;
  const result = '{"type":"function_call_output","call_id":"c","output":"x"}';
  const response = (count: number): string => `{"model":"claude","input":[${call(count)},${result}]}`;
  const messages = (count: number): string =>
    `{"model":"claude","max_tokens":9,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"tool_use","id":"c","name":"f","input":{"a":${levels(count)}}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c"}]}]}`;
  const sealed = (count: number): string => {
    const text = `{"signature":"s","opaque":{"protocol":"anthropic-messages","data":{"a":${levels(count)}}}}`;
    return `{"model":"claude","input":[{"type":"reasoning","summary":[],"encrypted_content":"cato1.${Buffer.from(text).toString('base64url')}"},{"role":"user","content":"hi"}]}`;
  };
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${providers.gateway.url}/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  const surfaces: readonly (readonly [
    what: string,
    path: string,
    body: (count: number) => string,
    param: string | null,
    headers: Record<string, string>,
  ])[] = [
    ['Chat', '/chat/completions', chatWith, 'messages[1].tool_calls[0].function.arguments', {}],
    [
      'Chat in a session',
      '/chat/completions',
      (count) => chatWith(count, 'gpt'),
      'messages[1].tool_calls[0].function.arguments',
      { 'x-cato-session': 'deep' },
    ],
    ['Responses', '/responses', response, 'input[0].arguments', {}],
    [
      'Responses in the background',
      '/responses',
      (n) => `{"background":true,${response(n).slice(1)}`,
      'input[0].arguments',
      {},
    ],
    ['Responses that count', '/responses/input_tokens', response, 'input[0].arguments', {}],
    ['Conversations', '/conversations', (count) => `{"items":[${call(count)}]}`, 'items[0].arguments', {}],
    ['Messages', '/messages', messages, null, {}],
    ['Messages that count', '/messages/count_tokens', messages, null, {}],
    ['embeddings', '/embeddings', (count) => `{"model":"gpt","input":${levels(count)}}`, null, {}],
    ['batches', '/batches', (count) => `{"input_file_id":${levels(count)}}`, null, {}],
  ];

  test.each(surfaces)('is refused by %s with its place', async (_what, path, body, param, headers) => {
    for (const count of [1_001, 10_000, 100_000]) {
      const refused = await post(path, body(count), headers);
      const { error } = (await refused.json()) as { error: { message: string; param?: string | null } };
      expect([refused.status, error.param ?? null]).toEqual([400, param]);
      expect(error.message).toContain('nested too deeply');
      if (param !== null) expect(error.message).toContain(`\`${param}\``);
    }
  });

  test.each(surfaces.slice(0, 7).filter(([what]) => !what.includes('count')))(
    'is taken by %s where it is not that deep',
    async (_what, path, body, _param, headers) => {
      providers.claude.play(claudeAnswer({ text: 'fine' }));
      providers.gpt.play(chatAnswer('fine'));
      expect((await post(path, body(900), headers)).status).toBe(200);
    },
  );

  test('is refused where it is added to a conversation', async () => {
    const { id } = (await (await post('/conversations', '{}')).json()) as { id: string };
    const refused = await post(`/conversations/${id}/items`, `{"items":[${call(10_000)}]}`);
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('nested too deeply')]);
  });

  test('is passed on unread to a provider of the same format', async () => {
    providers.gpt.play(chatAnswer('fine'));
    expect((await post('/chat/completions', chatWith(10_000, 'gpt'))).status).toBe(200);
  });

  test('is no reasoning of ours, though it looks sealed', async () => {
    providers.claude.play(claudeAnswer({ text: 'fine' }));
    expect((await post('/responses', sealed(10_000))).status).toBe(200);
  });

  test('fails its line of a batch, and no other', async () => {
    const line = (id: string, url: string, body: string) =>
      `{"custom_id":"${id}","method":"POST","url":"${url}","body":${body}}`;
    const run = async (endpoint: '/v1/chat/completions' | '/v1/responses', lines: readonly string[]) => {
      const { files, batches } = providers.client;
      const file = await files.create({
        file: await toFile(Buffer.from(lines.join('\n')), 'in.jsonl'),
        purpose: 'batch',
      });
      let batch = await batches.create({ input_file_id: file.id, endpoint, completion_window: '24h' });
      for (let tries = 0; tries < 300 && !['completed', 'failed'].includes(batch.status); tries++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        batch = await batches.retrieve(batch.id);
      }
      const errors = batch.error_file_id ? await (await files.content(batch.error_file_id)).text() : '';
      return {
        batch,
        errors: errors
          .trimEnd()
          .split('\n')
          .map((text) => JSON.parse(text)),
      };
    };
    providers.claude.play(claudeAnswer({ text: 'fine' }));
    const chat = '/v1/chat/completions';
    const { batch, errors } = await run(chat, [
      line('text', chat, chatWith(10_000)),
      line('fine', chat, chatWith(10)),
      ...[1_100, 10_000, 100_000].map((count) =>
        line(`body-${count}`, chat, `{"model":"claude","x":${levels(count)}}`),
      ),
    ]);
    expect(batch).toMatchObject({ status: 'completed', request_counts: { total: 5, completed: 1, failed: 4 } });
    for (const { response: told } of errors) {
      expect(told).toMatchObject({
        status_code: 400,
        body: { error: { message: expect.stringContaining('nested too deeply') } },
      });
    }
  });

  test('given by a provider is the provider\u2019s fault', async () => {
    const input = `{"a":${levels(20_000)}}`;
    providers.claude.play({
      headers: { 'content-type': 'application/json' },
      body: `{"id":"m","type":"message","role":"assistant","model":"c","content":[{"type":"tool_use","id":"t","name":"f","input":${input}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":1}}`,
    });
    const told = await post(
      '/chat/completions',
      '{"model":"claude","messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"f"}}]}',
    );
    expect([told.status, await told.text()]).toEqual([502, expect.stringContaining('nested too deeply')]);
  });

  test('given by a provider in text is its fault, too, and leaves the session free', async () => {
    const calls = (count: number, stream: boolean) => {
      const call = `{"id":"c","type":"function","function":{"name":"f","arguments":${inText(count)}}}`;
      const choice = stream
        ? `{"index":0,"delta":{"tool_calls":[{"index":0,${call.slice(1)}]},"finish_reason":"tool_calls"}`
        : `{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[${call}]},"finish_reason":"tool_calls"}`;
      const body = `{"id":"x","object":"chat.completion${stream ? '.chunk' : ''}","created":1,"model":"m","choices":[${choice}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}`;
      return stream
        ? { headers: { 'content-type': 'text/event-stream' }, body: `data: ${body}\n\ndata: [DONE]\n\n` }
        : { headers: { 'content-type': 'application/json' }, body };
    };
    for (const count of [1_500, 20_000]) {
      for (const stream of [false, true]) {
        const headers = { 'x-cato-session': `given-${count}-${stream}` };
        providers.gpt.play(calls(count, stream));
        const told = await post('/responses', `{"model":"gpt","stream":${stream},"input":"hi"}`, headers);
        expect(told.status).toBe(stream ? 200 : 502);
        await told.text();
        providers.gpt.play(chatAnswer('fine'));
        expect((await post('/responses', '{"model":"gpt","input":"again"}', headers)).status).toBe(200);
      }
    }
    providers.gpt.play(calls(20_000, false));
    const told = await post('/messages', '{"model":"gpt","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}');
    expect([told.status, await told.text()]).toEqual([502, expect.stringContaining('nested too deeply')]);
  });
});
