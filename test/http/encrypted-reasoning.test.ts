import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chatAnswer } from '../support/chat-wire.ts';
import { startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';
import type { ScriptedAnswer } from '../support/scripted-upstream-answer.ts';

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
      chat: { kind: 'openai-compatible', baseUrl: `${others.url}/v1`, apiKey: 'provider-key-0123456789' },
    },
    targets: {
      thinker: { provider: 'openai', model: 'm', capabilities: { reasoning: true } },
      plain: { provider: 'openai', model: 'p', capabilities: { reasoning: false } },
      chat: { provider: 'chat', model: 'm' },
    },
    routes: { either: { targets: ['chat', 'plain', 'thinker'] } },
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
