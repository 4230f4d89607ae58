import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { chatAnswer, chatChunk, chatError, chatSteps, chatStream, roleChunk } from '../support/chat-wire.ts';
import { eventually } from '../support/running-gateway.ts';
import {
  claudeAnswer,
  claudeStream,
  lastBody,
  startTwoProviders,
  type TwoProviders,
} from '../support/two-providers.ts';

let providers: TwoProviders;

beforeAll(async () => {
  providers = await startTwoProviders();
});
beforeEach(() => {
  providers.gpt.play(chatAnswer('from gpt'));
  providers.claude.play(claudeAnswer({ text: 'from claude' }));
});
afterAll(() => providers.close());

const text = (said: string) => [{ type: 'text', text: said }];

describe('a response', () => {
  test('is stored and found again as it was answered', async () => {
    const { client } = providers;
    const made = await client.responses.create({ model: 'claude', input: 'Hello', metadata: { a: 'b' } });
    expect(made).toMatchObject({ status: 'completed', store: true, background: false, metadata: { a: 'b' } });
    expect(made.output_text).toBe('from claude');
    const { output_text: _, ...stored } = made;
    const response = await providers.send('GET', `/v1/responses/${made.id}`);
    expect(await response.json()).toEqual(stored);
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect((await providers.send('GET', `/responses/${made.id}`)).status).toBe(200);
    const head = await providers.send('HEAD', `/v1/responses/${made.id}?stream=true`);
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  test('is stored as its stream told it', async () => {
    providers.claude.play(claudeStream({ reasoning: 'hm', text: 'streamed words' }));
    const types: string[] = [];
    const numbers: number[] = [];
    let last: unknown = null;
    for await (const event of await providers.client.responses.create({ model: 'claude', input: 'Hi', stream: true })) {
      types.push(event.type);
      numbers.push(event.sequence_number);
      if (event.type === 'response.completed') last = event.response;
    }
    expect(types.slice(0, 3)).toEqual(['response.created', 'response.in_progress', 'response.output_item.added']);
    expect(types.at(-1)).toBe('response.completed');
    expect(numbers).toEqual(numbers.map((_, index) => index));
    const { id } = last as { id: string };
    expect(await (await providers.send('GET', `/v1/responses/${id}`)).json()).toEqual(last);
  });

  test('is deleted once, and unknown from then on', async () => {
    const { client } = providers;
    const { id } = await client.responses.create({ model: 'gpt', input: 'Hello' });
    const deleted = await providers.send('DELETE', `/v1/responses/${id}`);
    expect(await deleted.json()).toEqual({ id, object: 'response', deleted: true });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/cancel'],
      ['GET', '/input_items'],
    ] as const) {
      const gone = await providers.send(method, `/v1/responses/${id}${path}`);
      expect(gone.status).toBe(404);
      expect(await gone.json()).toMatchObject({
        error: { type: 'invalid_request_error', code: 'response_not_found', message: expect.stringContaining(id) },
      });
    }
    const follow = client.responses.create({ model: 'gpt', input: 'and?', previous_response_id: id });
    await expect(follow).rejects.toMatchObject({
      status: 400,
      param: 'previous_response_id',
      code: 'previous_response_not_found',
    });
  });

  test('that was not to be stored is not', async () => {
    const { client } = providers;
    const { id } = await client.responses.create({ model: 'claude', input: 'Hello', store: false });
    await expect(client.responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
    const kept = await client.responses.create({ model: 'claude', input: 'Hello' });
    const next = { model: 'claude', input: 'more', store: false, previous_response_id: kept.id };
    const unkept = await client.responses.create(next);
    expect(unkept).toMatchObject({ store: false, previous_response_id: kept.id });
    await expect(client.responses.retrieve(unkept.id)).rejects.toMatchObject({ status: 404 });
    const after = { model: 'claude', input: 'x', previous_response_id: unkept.id };
    await expect(client.responses.create(after)).rejects.toMatchObject({ status: 400, param: 'previous_response_id' });
  });

  test('of a failed call is not there', async () => {
    providers.gpt.play(chatError(400, { message: 'no', type: 'invalid_request_error' }));
    const { client } = providers;
    await expect(client.responses.create({ model: 'gpt', input: 'Hello' })).rejects.toMatchObject({ status: 400 });
  });

  test.each([
    ['POST', '/v1/responses/resp_x', 'GET, HEAD, DELETE'],
    ['GET', '/v1/responses', 'POST'],
    ['GET', '/v1/responses/resp_x/cancel', 'POST'],
    ['DELETE', '/v1/responses/resp_x/input_items', 'GET, HEAD'],
    ['PUT', '/v1/conversations/conv_x', 'GET, HEAD, POST, DELETE'],
  ])('takes no %s at %s', async (method, path, allow) => {
    const response = await providers.send(method, path);
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
  });

  test('is logged by the pattern of its path', async () => {
    await providers.send('GET', '/v1/responses/resp_secret');
    expect(providers.gateway.events('request').at(-1)).toMatchObject({ path: '/v1/responses/:id', status: 404 });
  });
});

describe('previous_response_id', () => {
  test('goes on over providers, and forks', async () => {
    const { client, gpt, claude } = providers;
    const first = await client.responses.create({ model: 'gpt', input: 'One', instructions: 'Be brief.' });
    const second = await client.responses.create({ model: 'claude', input: 'Two', previous_response_id: first.id });
    expect(lastBody(claude)).toMatchObject({
      messages: [
        { role: 'user', content: 'One' },
        { role: 'assistant', content: 'from gpt' },
        { role: 'user', content: 'Two' },
      ].map(({ role, content }) => ({ role, content: text(content) })),
    });
    // Instructions are those of the request alone.
    expect(lastBody(claude).system).toBeUndefined();
    await client.responses.create({ model: 'gpt', input: 'Three', previous_response_id: second.id });
    const said = () => (lastBody(gpt).messages as { content: unknown }[]).map(({ content }) => JSON.stringify(content));
    expect(said().join()).toMatch(/One.*from gpt.*Two.*from claude.*Three/);
    await client.responses.create({ model: 'gpt', input: 'Other', previous_response_id: first.id });
    expect(said().join()).toMatch(/One.*from gpt.*Other/);
    expect(said().join()).not.toContain('Two');
  });

  test('keeps tool calls with their results', async () => {
    const { client, gpt, claude } = providers;
    claude.play(claudeAnswer({ toolCalls: [{ name: 'tide', input: '{"port":"Brest"}' }] }));
    const tools = [{ type: 'function' as const, name: 'tide', parameters: { type: 'object' }, strict: false }];
    const first = await client.responses.create({ model: 'claude', input: 'Tide?', tools });
    const [call] = first.output;
    if (call?.type !== 'function_call') throw new Error('no call');
    const input = [{ type: 'function_call_output' as const, call_id: call.call_id, output: '4.2 m' }];
    const second = await client.responses.create({ model: 'gpt', input, tools, previous_response_id: first.id });
    expect(second.output_text).toBe('from gpt');
    expect(lastBody(gpt).messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: call.call_id, function: { name: 'tide' } }] },
      { role: 'tool', tool_call_id: call.call_id, content: '4.2 m' },
    ]);
  });

  test('and a conversation exclude each other', async () => {
    const asked = { model: 'gpt', input: 'x', previous_response_id: 'resp_x', conversation: 'conv_x' };
    await expect(providers.client.responses.create(asked)).rejects.toMatchObject({ status: 400 });
  });
});

describe('items of stored responses', () => {
  test('can be referred to instead of being sent again, and are kept with what is new', async () => {
    const { client, gpt } = providers;
    const first = await client.responses.create({ model: 'claude', input: 'One' });
    const answer = { type: 'item_reference' as const, id: first.output[0]?.id ?? '' };
    const input = [{ role: 'user' as const, content: 'One' }, answer, { role: 'user' as const, content: 'Two' }];
    const second = await client.responses.create({ model: 'gpt', input });
    const whole = [
      { role: 'user', content: 'One' },
      { role: 'assistant', content: 'from claude' },
      { role: 'user', content: 'Two' },
    ];
    expect(lastBody(gpt).messages).toMatchObject(whole);
    expect((await client.responses.inputItems.list(second.id)).data).toHaveLength(3);
    const next = [answer, { role: 'user' as const, content: 'Three' }];
    await client.responses.create({ model: 'gpt', input: next, previous_response_id: second.id });
    // What was said already is not said twice.
    expect(lastBody(gpt).messages).toMatchObject([...whole, { role: 'assistant' }, { content: 'Three' }]);
    await client.responses.delete(first.id);
    const lost = client.responses.create({ model: 'gpt', input });
    await expect(lost).rejects.toMatchObject({ status: 400, param: 'input[1]', code: 'item_not_found' });
  });
});

describe('input items', () => {
  test('are those of the whole path, in pages', async () => {
    const { client } = providers;
    const first = await client.responses.create({ model: 'gpt', input: 'One' });
    const input = [
      { role: 'user' as const, content: 'Two' },
      { role: 'user' as const, content: 'Three' },
    ];
    const second = await client.responses.create({ model: 'claude', input, previous_response_id: first.id });
    const all = await client.responses.inputItems.list(second.id, { order: 'asc' });
    const words = all.data.map((item) => ('content' in item ? item.content?.[0] : null));
    expect(words).toMatchObject([
      { type: 'input_text', text: 'One' },
      { type: 'output_text', text: 'from gpt' },
      { type: 'input_text', text: 'Two' },
      { type: 'input_text', text: 'Three' },
    ]);
    const listed: unknown[] = [];
    for await (const { id } of client.responses.inputItems.list(second.id, { limit: 1 })) listed.push(id);
    expect(listed).toEqual(all.data.map(({ id }) => id).reverse());
    expect(new Set(listed).size).toBe(4);
    const wrong = await providers.send('GET', `/v1/responses/${second.id}/input_items?limit=0`);
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { error: { param: 'limit' } }]);
    const lost = await providers.send('GET', `/v1/responses/${second.id}/input_items?after=msg_nowhere`);
    expect(lost.status).toBe(400);
  });
});

describe('input tokens', () => {
  test('are asked of a provider that can tell, else estimated', async () => {
    const { client, claude } = providers;
    claude.play({ headers: { 'content-type': 'application/json' }, body: '{"input_tokens": 77}' });
    expect(await client.responses.inputTokens.count({ model: 'claude', input: 'Hello' })).toMatchObject({
      object: 'response.input_tokens',
      input_tokens: 77,
    });
    expect(claude.requests.at(-1)?.path).toContain('count_tokens');
    const body = { model: 'gpt', input: 'word '.repeat(400) };
    const estimated = await providers.send('POST', '/v1/responses/input_tokens', body);
    expect(estimated.headers.get('x-cato-reason')).toBe('estimated for mock/model-a');
    const { input_tokens: tokens } = (await estimated.json()) as { input_tokens: number };
    expect(tokens).toBeGreaterThan(400);
    expect(tokens).toBeLessThan(800);
  });

  test('include what the request goes on from', async () => {
    const { client } = providers;
    const { id } = await client.responses.create({ model: 'gpt', input: 'word '.repeat(400) });
    const alone = await client.responses.inputTokens.count({ model: 'gpt', input: 'x' });
    const after = await client.responses.inputTokens.count({ model: 'gpt', input: 'x', previous_response_id: id });
    expect(after.input_tokens).toBeGreaterThan(alone.input_tokens + 400);
  });

  test.each([
    ['no model', { input: 'x' }, 400],
    ['an unknown model', { model: 'nobody', input: 'x' }, 404],
    ['an unknown response', { model: 'gpt', input: 'x', previous_response_id: 'resp_none' }, 400],
    ['no body', undefined, 400],
  ])('of a request with %s are refused', async (_what, body, status) => {
    expect((await providers.send('POST', '/v1/responses/input_tokens', body)).status).toBe(status);
  });

  test('are estimated when the provider cannot be reached', async () => {
    providers.claude.play({ status: 500, body: 'down' });
    const estimated = await providers.send('POST', '/v1/responses/input_tokens', { model: 'claude', input: 'Hello' });
    expect([estimated.status, estimated.headers.get('x-cato-reason')]).toEqual([
      200,
      'estimated for anthropic/model-c',
    ]);
  });
});

describe('a response that is no background response', () => {
  test('can be neither cancelled nor streamed again', async () => {
    const { id } = await providers.client.responses.create({ model: 'gpt', input: 'Hello' });
    const cancelled = await providers.send('POST', `/v1/responses/${id}/cancel`);
    expect(cancelled.status).toBe(400);
    const streamed = await providers.send('GET', `/v1/responses/${id}?stream=true&starting_after=3`);
    expect([streamed.status, await streamed.json()]).toMatchObject([400, { error: { param: 'stream' } }]);
  });

  test('cannot be asked for from some event on, either', async () => {
    const { id } = await providers.client.responses.create({ model: 'gpt', input: 'Hello' });
    for (const query of ['starting_after=3', 'starting_after=3&stream=false']) {
      const refused = await providers.send('GET', `/v1/responses/${id}?${query}`);
      expect([refused.status, await refused.json()]).toMatchObject([400, { error: { param: 'starting_after' } }]);
    }
  });

  test('is all there can be where the answer is not to be kept', async () => {
    const before = providers.gpt.requests.length;
    const asked = { model: 'gpt', input: 'Hello', background: true, store: false };
    await expect(providers.client.responses.create(asked)).rejects.toMatchObject({ status: 400, param: 'background' });
    expect(providers.gpt.requests.length).toBe(before);
  });
});

describe('reasoning', () => {
  test('goes back to the provider that wrote it', async () => {
    const { client, gpt, claude } = providers;
    claude.play(claudeAnswer({ reasoning: 'thought', text: 'said' }));
    const first = await client.responses.create({ model: 'claude', input: 'One' });
    claude.play(claudeAnswer({ text: 'again' }));
    const before = gpt.requests.length;
    const second = await client.responses.create({ model: 'either', input: 'Two', previous_response_id: first.id });
    expect(second.output_text).toBe('again');
    expect(gpt.requests.length).toBe(before);
    expect(JSON.stringify(lastBody(claude).messages)).toContain('c2lnbmVk');
    const event = providers.gateway.events('request').at(-1);
    expect(JSON.stringify(event?.routing)).toContain('cannot read the reasoning of anthropic');
    const fresh = await client.responses.create({ model: 'either', input: 'Three' });
    expect(fresh.output_text).toBe('from gpt');
  });
});

describe('responses in a folder', () => {
  test('survive a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cato-state-'));
    const kept = await startTwoProviders(folder);
    try {
      kept.gpt.play(chatStream('Hello', ' there'));
      const stream = await kept.client.responses.create({ model: 'gpt', input: 'One', stream: true });
      let id = '';
      for await (const event of stream) if (event.type === 'response.completed') id = event.response.id;
      await kept.restart();
      expect((await kept.client.responses.retrieve(id)).output_text).toBe('Hello there');
      kept.claude.play(claudeAnswer({ text: 'fine' }));
      await kept.client.responses.create({ model: 'claude', input: 'Two', previous_response_id: id });
      expect(lastBody(kept.claude).messages).toHaveLength(3);
    } finally {
      await kept.close();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a client that leaves in the middle', () => {
  test('leaves no response behind', async () => {
    providers.gpt.play(chatSteps({ send: roleChunk + chatChunk({ content: 'x' }) }, { stall: true }));
    const leaving = new AbortController();
    const stream = await providers.client.responses.create(
      { model: 'gpt', input: 'One', stream: true },
      { signal: leaving.signal },
    );
    let id = '';
    for await (const event of stream) {
      if (event.type === 'response.created') id = event.response.id;
      if (event.type === 'response.output_text.delta') leaving.abort();
    }
    await eventually(() => providers.gateway.events('request').at(-1)?.status === 499, 'its event');
    expect((await providers.send('GET', `/v1/responses/${id}`)).status).toBe(404);
  });
});
