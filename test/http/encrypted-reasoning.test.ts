import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chatAnswer } from '../support/chat-wire.ts';
import { startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';
import type { ScriptedAnswer } from '../support/scripted-upstream-answer.ts';
import { claudeAnswer } from '../support/two-providers.ts';

let openai: ScriptedUpstream;
let others: ScriptedUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  openai = await startScriptedUpstream();
  others = await startScriptedUpstream();
  const config = {
    version: 1,
    allowLiteralSecrets: true,
    providers: {
      openai: { kind: 'openai', baseUrl: `${openai.url}/v1`, apiKey: 'provider-key-0123456789' },
      responses: {
        kind: 'openai',
        api: 'responses',
        baseUrl: `${openai.url}/v1`,
        apiKey: 'provider-key-0123456789',
      },
      anthropic: { kind: 'anthropic', baseUrl: others.url, apiKey: 'provider-key-0123456789' },
      chat: { kind: 'openai-compatible', baseUrl: `${others.url}/v1`, apiKey: 'provider-key-0123456789' },
    },
    targets: {
      thinker: { provider: 'openai', model: 'm', capabilities: { reasoning: true } },
      responder: { provider: 'responses', model: 'm', capabilities: { reasoning: true } },
      plain: { provider: 'openai', model: 'p', capabilities: { reasoning: false } },
      chat: { provider: 'chat', model: 'm' },
      claude: { provider: 'anthropic', model: 'c' },
    },
    routes: {
      either: { targets: ['chat', 'plain', 'thinker'] },
      any: { targets: ['claude', 'responder'] },
    },
    resilience: { retries: 0 },
  };
  gateway = await startTestGateway(JSON.stringify(config), {}, ':memory:');
});
afterAll(async () => {
  await gateway.drain();
  await openai.close();
  await others.close();
});

const reasoning = {
  id: 'rs_up',
  type: 'reasoning',
  summary: [{ type: 'summary_text', text: 'Look at the tables.' }],
  encrypted_content: 'gAAAAAB-up',
};
const call = {
  id: 'fc_up',
  type: 'function_call',
  call_id: 'call_up',
  name: 'f',
  arguments: '{}',
  status: 'completed',
};
const result = { type: 'function_call_output', call_id: 'call_up', output: 'sunny' };
const question = { role: 'user', content: 'How high is the tide?' };

/** Made from public wire documentation, not recorded. */
function answer(...output: readonly object[]): ScriptedAnswer {
  const usage = { input_tokens: 9, output_tokens: 7, total_tokens: 16 };
  const body = { id: 'resp_up', object: 'response', created_at: 1, status: 'completed', model: 'm', output, usage };
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

interface Told {
  readonly id: string;
  readonly output: readonly Readonly<Record<string, unknown>>[];
}

async function ask(
  body: object,
): Promise<{ told: Told; changes: string | null; target: string | null; reason: string }> {
  const headers = { 'content-type': 'application/json' };
  const got = await fetch(`${gateway.url}/v1/responses`, { method: 'POST', headers, body: JSON.stringify(body) });
  const header = (name: string) => got.headers.get(`x-cato-${name}`);
  const told: Told = JSON.parse(await got.text());
  return { told, changes: header('changes'), target: header('target'), reason: header('reason') ?? '' };
}

function typesSent(): readonly string[] {
  const { input } = JSON.parse(openai.requests.at(-1)?.body ?? '{}');
  return input.map(({ type }: { type?: string }) => type ?? 'message');
}

/** A follow-up of an answer, from what the gateway keeps and from what the client sends again. */
const followUps = [
  ['stored', ({ id }: Told, next: object) => ({ previous_response_id: id, input: [next] })],
  ['sent again', ({ output }: Told, next: object) => ({ store: false, input: [question, ...output, next] })],
] as const;

describe.each(followUps)('reasoning that is %s', (how, followUp) => {
  const store = how === 'stored';

  test('goes to the target of the route that can read it', async () => {
    openai.play(answer(reasoning, call));
    const { told } = await ask({ model: 'thinker', store, input: [question] });
    openai.play(answer(call));
    others.play(chatAnswer('from elsewhere'));
    const second = await ask({ model: 'either', ...followUp(told, result) });
    expect(second).toMatchObject({ target: 'openai/m', changes: null });
    expect(second.reason).toContain('last chat cannot read the reasoning of a provider of openai-responses');
    expect(typesSent()).toEqual(['message', 'reasoning', 'function_call', 'function_call_output']);
    expect(openai.requests.at(-1)?.body).toContain('gAAAAAB-up');
  });

  test('is left out for a model that does not reason', async () => {
    openai.play(answer(reasoning, call));
    const { told } = await ask({ model: 'thinker', store, input: [question] });
    const { changes } = await ask({ model: 'plain', ...followUp(told, result) });
    expect(changes).toBe('reasoning dropped: no reasoning model');
    expect(typesSent()).toEqual(['message', 'function_call', 'function_call_output']);
  });

  test('is left out where another provider wrote it in the open', async () => {
    const { body } = chatAnswer('Two metres.');
    const completion = JSON.parse(String(body));
    completion.choices[0].message.reasoning_content = 'Look at the tables.';
    others.play({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(completion) });
    const { told } = await ask({ model: 'chat', store, input: [question] });
    expect(told.output[0]).toMatchObject({ type: 'reasoning' });
    openai.play(answer(call));
    const { changes } = await ask({ model: 'thinker', ...followUp(told, { role: 'user', content: 'Sure?' }) });
    expect(changes).toBe('reasoning without encrypted_content dropped');
    expect(typesSent()).toEqual(['message', 'message', 'message']);
  });
});

describe('a client of Messages at a provider of Responses', () => {
  const tools = [{ name: 'f', input_schema: { type: 'object' } }];
  const thinking = { type: 'enabled', budget_tokens: 1024 };
  const user = { role: 'user', content: 'How high is the tide?' };

  interface Message {
    readonly content: readonly Readonly<Record<string, unknown>>[];
  }

  async function ask(body: object): Promise<Response> {
    const headers = { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' };
    const whole = { max_tokens: 5000, tools, ...body };
    return fetch(`${gateway.url}/v1/messages`, { method: 'POST', headers, body: JSON.stringify(whole) });
  }

  const followUp = (content: unknown) => ({
    thinking,
    messages: [
      user,
      { role: 'assistant', content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_up', content: 'sunny' }] },
    ],
  });

  test.each([
    ['is asked for it with a budget', { type: 'enabled', budget_tokens: 1024 }, 'auto', 'Look at the tables.'],
    ['asks for summaries', { type: 'adaptive', display: 'summarized' }, 'auto', 'Look at the tables.'],
    ['wants none told', { type: 'enabled', budget_tokens: 1024, display: 'omitted' }, undefined, ''],
    ['does not ask for the text', { type: 'adaptive' }, undefined, ''],
  ])('that %s has the reasoning to read, and to send back', async (_what, asked, summary, told) => {
    openai.play(answer(reasoning, call));
    const response = await ask({ model: 'responder', thinking: asked, messages: [user] });
    const { content } = (await response.json()) as Message;
    expect(content[0]).toEqual({ type: 'thinking', thinking: told, signature: expect.stringMatching(/^cato1\./) });
    expect(JSON.parse(openai.requests.at(-1)?.body ?? '{}').reasoning.summary).toBe(summary);
    openai.play(answer(call));
    others.play(claudeAnswer({ text: 'from elsewhere' }));
    const before = others.requests.length;
    const second = await ask({ model: 'any', ...followUp(content) });
    expect(others.requests.length).toBe(before);
    expect([second.status, second.headers.get('x-cato-target')]).toEqual([200, 'responses/m']);
    expect(second.headers.get('x-cato-changes')).toBeNull();
    const { input } = JSON.parse(openai.requests.at(-1)?.body ?? '{}');
    expect(input[1]).toEqual(reasoning);
    expect(typesSent()).toEqual(['message', 'reasoning', 'function_call', 'function_call_output']);
  });

  test('streams it with what has to go back', async () => {
    const events = [
      { type: 'response.created', response: { id: 'resp_up', model: 'm', status: 'in_progress', output: [] } },
      { type: 'response.output_item.added', output_index: 0, item: { ...reasoning, summary: [] } },
      { type: 'response.reasoning_summary_text.delta', output_index: 0, summary_index: 0, delta: 'Look.' },
      { type: 'response.output_item.done', output_index: 0, item: reasoning },
      { type: 'response.output_item.done', output_index: 1, item: call },
      { type: 'response.completed', response: { id: 'resp_up', model: 'm', status: 'completed', output: [] } },
    ];
    const body = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    openai.play({ headers: { 'content-type': 'text/event-stream' }, body });
    const text = await (await ask({ model: 'responder', stream: true, thinking, messages: [user] })).text();
    expect(text).toContain('"thinking_delta","thinking":"Look."');
    const [, signature = ''] = /"signature_delta","signature":"(cato1\.[\w-]+)"/.exec(text) ?? [];
    const sealed = Buffer.from(signature.slice('cato1.'.length), 'base64url').toString();
    expect(JSON.parse(sealed).opaque.data.item).toEqual(reasoning);
  });

  test('keeps it from providers that could not read it', async () => {
    openai.play(answer(reasoning, call));
    const first = await ask({ model: 'responder', thinking, messages: [user] });
    const { content } = (await first.json()) as Message;
    others.play(claudeAnswer({ text: 'Two metres.' }));
    const second = await ask({ model: 'claude', ...followUp(content), thinking: undefined });
    expect(second.headers.get('x-cato-changes')).toContain('reasoning without a usable signature left out');
    expect(others.requests.at(-1)?.body).not.toContain('cato1.');
  });

  test('is not misled by what only looks sealed', async () => {
    openai.play(answer(call));
    const content = [
      { type: 'thinking', thinking: 'hm', signature: 'cato1.AAAA' },
      { type: 'tool_use', id: 'call_up', name: 'f', input: {} },
    ];
    const response = await ask({ model: 'responder', ...followUp(content) });
    expect(response.headers.get('x-cato-changes')).toBe('reasoning of another protocol dropped');
    expect(typesSent()).toEqual(['message', 'function_call', 'function_call_output']);
  });
});
