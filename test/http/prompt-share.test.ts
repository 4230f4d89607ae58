import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chatAnswer } from '../support/chat-wire.ts';
import { startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';
import { lastBody } from '../support/two-providers.ts';

let upstream: ScriptedUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  const target = { provider: 'mock', model: 'model-a' };
  const config = {
    ...{ version: 1, allowLiteralSecrets: true, sessions: { maxPromptShare: 0.4 } },
    providers: {
      mock: { kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, apiKey: 'provider-key-0123456789' },
    },
    targets: {
      narrow: { ...target, contextWindow: 2000, maxOutputTokens: 100 },
      wide: { ...target, model: 'model-b' },
    },
    routes: { both: { targets: ['narrow', 'wide'] } },
  };
  gateway = await startTestGateway(JSON.stringify(config));
});
afterAll(async () => {
  await gateway.drain();
  await upstream.close();
});

const long = (number: number) => `turn ${number}: ${'tide '.repeat(150)}`;

async function post(path: string, body: unknown, session?: string): Promise<Response> {
  return await fetch(`${gateway.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(session === undefined ? {} : { 'x-cato-session': session }) },
    body: JSON.stringify(body),
  });
}

/** The numbers of the turns that the provider was told. */
function told(): number[] {
  return [...JSON.stringify(lastBody(upstream)).matchAll(/turn (\d+):/g)].map(([, number]) => Number(number));
}

describe('earlier turns that fill more of a model’s window than they may', () => {
  test('are left out from the earliest, but for instructions, and that is said; a wider model is told them all', async () => {
    for (let number = 1; number <= 8; number++) {
      upstream.play(chatAnswer(`answer ${number}`));
      const instructions = number === 1 ? [{ role: 'system', content: 'Be short.' }] : [];
      const messages = [...instructions, { role: 'user', content: long(number) }];
      const answered = await post('/v1/chat/completions', { model: 'narrow', messages }, 'chat');
      expect(answered.status).toBe(200);
      const changes = answered.headers.get('x-cato-changes');
      if (number <= 4) expect(changes).toBeNull();
      if (number === 8) expect(changes).toMatch(/^earlier turns left out: the first \d, .*sessions\.maxPromptShare/);
    }
    expect(told()).toEqual([5, 6, 7, 8]);
    expect(lastBody(upstream).messages).toMatchObject([{ role: 'system', content: 'Be short.' }, ...Array(7).fill({})]);

    const next = { messages: [{ role: 'user', content: long(9) }] };
    const answered = await post('/v1/chat/completions', { model: 'wide', ...next }, 'chat');
    expect(answered.headers.get('x-cato-changes')).toBeNull();
    expect(told()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // Routing does not pass a model over for what it need not be told.
    const routed = await post('/v1/chat/completions', { model: 'both', ...next }, 'chat');
    expect(routed.headers.get('x-cato-target')).toBe('mock/model-a');
  });

  test('do not bring instructions back that others have taken the place of', async () => {
    for (let number = 1; number <= 9; number++) {
      upstream.play(chatAnswer(`answer ${number}`));
      const instructions = ({ 1: 'Be short.', 2: 'Be long.', 7: 'Be kind.' } as Record<number, string>)[number];
      const system = instructions === undefined ? [] : [{ role: 'system', content: instructions }];
      const messages = [...system, { role: 'user', content: long(number) }];
      expect((await post('/v1/chat/completions', { model: 'narrow', messages }, 'replaced')).status).toBe(200);
      const sent = Object(lastBody(upstream)).messages;
      const heard = sent.flatMap(({ role, content }: Record<string, unknown>) => (role === 'system' ? [content] : []));
      expect([number, heard]).toEqual([number, [number < 2 ? 'Be short.' : number < 7 ? 'Be long.' : 'Be kind.']]);
      if (number === 6) expect(told()[0]).toBeGreaterThan(2);
    }
    expect(told()[0]).toBeGreaterThan(2);
  });

  test('are left out, too, where a client sends the whole history; what differs is still a conflict', async () => {
    const messages: unknown[] = [];
    for (let number = 1; number <= 6; number++) {
      messages.push({ role: 'user', content: long(number) });
      upstream.play(chatAnswer(`answer ${number}`));
      const answered = await post('/v1/chat/completions', { model: 'narrow', messages }, 'resent');
      expect(answered.status).toBe(200);
      messages.push({ role: 'assistant', content: `answer ${number}` });
    }
    expect(told()).toEqual([3, 4, 5, 6]);
    messages[0] = { role: 'user', content: 'something else' };
    messages.push({ role: 'user', content: 'Go on' });
    expect((await post('/v1/chat/completions', { model: 'narrow', messages }, 'resent')).status).toBe(409);
  });

  test('stay together with the results of the tools they called', async () => {
    const { id } = Object(await (await post('/v1/conversations', {})).json());
    const items = (number: number) => [
      { type: 'function_call', call_id: `call_${number}`, name: 'look', arguments: '{}' },
      { role: 'user', content: long(number) },
    ];
    for (const number of [1, 2, 3]) await post(`/v1/conversations/${id}/items`, { items: items(number) });
    const outputs = [{ type: 'function_call_output', call_id: 'call_2', output: 'a boat' }];
    upstream.play(chatAnswer('Seen.'));
    const input = [...outputs, { role: 'user', content: long(4).repeat(2) }];
    const answered = await post('/v1/responses', { model: 'narrow', conversation: id, input });
    expect(answered.status).toBe(200);
    const sent = JSON.stringify(lastBody(upstream));
    expect(sent.includes('call_2')).toBe(true);
    expect(told()).toEqual([1, 2, 3, 4, 4]);
    for (const number of [5, 6]) {
      const more = await post('/v1/responses', { model: 'narrow', conversation: id, input: long(number) });
      expect(more.status).toBe(200);
    }
    expect(told()).toEqual([5, 6]);
    expect(JSON.stringify(lastBody(upstream))).not.toContain('call_');
  });

  test('can still be referred to by a new request', async () => {
    const first = await (await post('/v1/responses', { model: 'narrow', input: long(1) })).json();
    const { id, output } = Object(first);
    const second = Object(
      await (
        await post('/v1/responses', { model: 'narrow', input: long(2).repeat(5), previous_response_id: id })
      ).json(),
    );
    upstream.play(chatAnswer('Again.'));
    const input = [
      { type: 'item_reference', id: output[0].id },
      { role: 'user', content: 'What was that?' },
    ];
    const answered = await post('/v1/responses', { model: 'narrow', input, previous_response_id: second.id });
    expect(answered.status).toBe(200);
    expect(told()).toEqual([]);
    expect(JSON.stringify(lastBody(upstream))).toContain('Seen.');
  });
});
