import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { type Bed, clientKey, models, startBed } from '../../scripts/clients/bed.ts';
import { said } from '../../scripts/clients/upstream/scenario.ts';

let bed: Bed;

beforeAll(async () => {
  bed = await startBed();
});
afterAll(() => bed.close());

const noParameters = { type: 'object', properties: {} };
const pixel = 'iVBORw0KGgo=';

/** What coding agents send in the middle of their work; made from public wire documentation, not recorded. */
const codexTurn = {
  store: false,
  instructions: 'You write code.',
  include: ['reasoning.encrypted_content'],
  prompt_cache_key: 'thread-1',
  client_metadata: { installation: 'x' },
  reasoning: { effort: 'medium', summary: 'auto' },
  parallel_tool_calls: true,
  tools: [
    { type: 'function', name: 'exec_command', strict: false, parameters: noParameters },
    { type: 'custom', name: 'apply_patch', format: { type: 'grammar', syntax: 'lark', definition: 'start: "a"' } },
    { type: 'web_search', external_web_access: true },
    {
      type: 'namespace',
      name: 'mcp__x',
      description: 'More.',
      tools: [{ type: 'function', name: 'do', parameters: noParameters }],
    },
  ],
  input: [
    { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Be brief.' }] },
    { type: 'message', id: 'msg_1', role: 'user', content: [{ type: 'input_text', text: 'Mend it.' }] },
    {
      type: 'reasoning',
      id: 'rs_1',
      summary: [{ type: 'summary_text', text: 'Hm.' }],
      encrypted_content: 'of-another',
    },
    { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'tides' } },
    { type: 'custom_tool_call', id: 'ctc_1', call_id: 'call_1', name: 'apply_patch', input: '*** Begin Patch' },
    { type: 'custom_tool_call_output', call_id: 'call_1', output: 'patched' },
    {
      type: 'message',
      id: 'msg_2',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Done.', annotations: [] }],
    },
  ],
} as const;

const claudeCodeTurn = {
  max_tokens: 32_000,
  thinking: { type: 'adaptive', display: 'summarized' },
  context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
  output_config: { effort: 'high' },
  metadata: { user_id: JSON.stringify({ device_id: 'c'.repeat(64), account_uuid: '', session_id: 'one' }) },
  system: [{ type: 'text', text: 'You write code.', cache_control: { type: 'ephemeral', ttl: '1h' } }],
  tools: [
    { name: 'Read', input_schema: noParameters, eager_input_streaming: true },
    { name: 'Later', input_schema: noParameters, defer_loading: true },
    { name: 'ToolSearch', input_schema: noParameters },
  ],
  messages: [
    { role: 'user', content: [{ type: 'text', text: 'Mend it.', cache_control: { type: 'ephemeral' } }] },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
        { type: 'tool_use', id: 'toolu_1', name: 'Read', input: {} },
        { type: 'tool_use', id: 'toolu_2', name: 'ToolSearch', input: {} },
      ],
    },
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'toolu_1',
          content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: pixel } }],
        },
        { type: 'tool_result', tool_use_id: 'toolu_2', content: [{ type: 'tool_reference', tool_name: 'Later' }] },
      ],
    },
    { role: 'user', content: 'scenario:text' },
  ],
};

describe.each(Object.entries(models))('a coding agent at work, with the model of the vendor %s', (vendor, model) => {
  const post = (path: string, body: unknown) =>
    fetch(`${bed.gateway.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${clientKey}`, 'anthropic-beta': 'claude-code-20250219,effort-2025-11-24' },
      body: JSON.stringify(body),
    });
  const lastBody = () =>
    JSON.stringify(bed.upstreams[vendor === 'anthropic' ? 'anthropic' : 'openai'].requests.at(-1)?.body);

  test('Codex goes on', async () => {
    const last = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'scenario:text' }] };
    const response = await post('/v1/responses', { ...codexTurn, model, input: [...codexTurn.input, last] });
    const answer = await response.text();
    expect([response.status, answer]).toEqual([200, expect.any(String)]);
    expect(answer).toContain(said.text);
    expect(lastBody()).toContain('*** Begin Patch');
    expect(lastBody()).toContain('patched');
    expect(response.headers.get('x-cato-changes')).toContain('web_search_call dropped');
  });

  test('Codex is told a call of its custom tool as one', async () => {
    const { responses } = new OpenAI({ baseURL: `${bed.gateway.url}/v1`, apiKey: clientKey, maxRetries: 0 });
    const { tools, store } = codexTurn;
    const body = { model, store, input: 'scenario:patch' };
    const stream = await post('/v1/responses', { ...body, tools, stream: true });
    expect(await stream.text()).toContain('"custom_tool_call"');
    const answer = await responses.create({ ...body, tools: [{ type: 'custom', name: 'apply_patch' }] });
    expect(answer.output).toMatchObject([{ type: 'custom_tool_call', name: 'apply_patch', input: said.patch }]);
  });

  test('Claude Code goes on', async () => {
    const response = await post('/v1/messages?beta=true', { ...claudeCodeTurn, model });
    const answer = await response.text();
    expect([response.status, answer]).toEqual([200, expect.any(String)]);
    expect(answer).toContain(said.text);
    expect(lastBody()).toContain(vendor === 'anthropic' ? '"tool_name":"Later"' : '"Later"');
  });
});
