import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { chatAnswer, chatChunk, chatError, chatSteps, roleChunk } from '../support/chat-wire.ts';
import { eventually } from '../support/running-gateway.ts';
import { claudeAnswer, lastBody, startTwoProviders, type TwoProviders } from '../support/two-providers.ts';

let providers: TwoProviders;

beforeAll(async () => {
  providers = await startTwoProviders();
});
beforeEach(() => {
  providers.gpt.play(chatAnswer('from gpt'));
  providers.claude.play(claudeAnswer({ text: 'from claude' }));
});
afterAll(() => providers.close());

async function texts(conversationId: string): Promise<unknown[]> {
  const { data } = await providers.client.conversations.items.list(conversationId, { order: 'asc' });
  return data
    .map((item) => ('content' in item ? item.content?.[0] : item))
    .map((part) => part && 'text' in part && part.text);
}

const said = (content: string) => ({ role: 'user', content });

describe('a conversation', () => {
  test('is not made with a parameter that there is none of', async () => {
    const wrong = providers.client.post('/conversations', { body: { metadata: {}, item: [] } });
    await expect(wrong).rejects.toMatchObject({ status: 400, param: 'item', code: 'unknown_parameter' });
  });

  test('is made, described, found and deleted', async () => {
    const { conversations } = providers.client;
    const made = await conversations.create({ metadata: { topic: 'tides' } });
    expect(made).toEqual({
      id: expect.stringMatching(/^conv_[0-9a-f]{48}$/),
      object: 'conversation',
      created_at: expect.any(Number),
      metadata: { topic: 'tides' },
    });
    expect(await conversations.retrieve(made.id)).toEqual(made);
    const described = await conversations.update(made.id, { metadata: { topic: 'boats' } });
    expect(described).toEqual({ ...made, metadata: { topic: 'boats' } });
    expect(await conversations.retrieve(made.id)).toEqual(described);
    expect(await conversations.delete(made.id)).toEqual({ id: made.id, object: 'conversation.deleted', deleted: true });
    const gone = { status: 404, code: 'conversation_not_found' };
    await expect(conversations.retrieve(made.id)).rejects.toMatchObject(gone);
    await expect(conversations.update(made.id, { metadata: {} })).rejects.toMatchObject(gone);
    await expect(conversations.delete(made.id)).rejects.toMatchObject(gone);
    await expect(conversations.items.list(made.id)).rejects.toMatchObject(gone);
    const items = [{ role: 'user' as const, content: 'x' }];
    await expect(conversations.items.create(made.id, { items })).rejects.toMatchObject(gone);
    const asked = providers.client.responses.create({ model: 'gpt', input: 'x', conversation: made.id });
    await expect(asked).rejects.toMatchObject({ ...gone, param: 'conversation' });
  });

  test('is made of nothing', async () => {
    const response = await providers.send('POST', '/conversations');
    expect([response.status, await response.json()]).toMatchObject([200, { metadata: {} }]);
  });

  test.each([
    ['metadata', { metadata: { a: 1 } }, 'metadata.a'],
    ['too much metadata', { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [i, ''])) }, 'metadata'],
    ['items that are none', { items: 'x' }, 'items'],
    ['items that are elsewhere', { items: [{ type: 'item_reference', id: 'msg_1' }] }, 'items[0]'],
    ['an id that is too long', { items: [said('a'), { ...said('b'), id: 'x'.repeat(65) }] }, 'items[1].id'],
    ['items of a type nobody takes', { items: [said('a'), { type: 'wish' }] }, 'items[1].type'],
    [
      'content nobody takes',
      { items: [{ role: 'user', content: [{ type: 'hologram' }] }] },
      'items[0].content[0].type',
    ],
    ['a role nobody has', { items: [{ role: 'nobody', content: 'x' }] }, 'items[0].role'],
    ['what is no item', { items: [said('a'), 7] }, 'items[1]'],
  ])('is refused for %s', async (_what, body, param) => {
    const response = await providers.send('POST', '/v1/conversations', body);
    expect([response.status, await response.json()]).toMatchObject([400, { error: { param } }]);
  });

  test('keeps what is said in it, by either model, for either', async () => {
    const { client, gpt } = providers;
    const items = [{ role: 'user' as const, content: 'My boat has a deep keel.' }];
    const { id } = await client.conversations.create({ items });
    const first = await client.responses.create({ model: 'claude', input: 'Tide?', conversation: id });
    expect(first.conversation).toEqual({ id });
    expect((await client.responses.retrieve(first.id)).conversation).toEqual({ id });
    await client.responses.create({ model: 'gpt', input: 'And now?', conversation: { id } });
    expect(lastBody(gpt).messages).toMatchObject([
      { role: 'user', content: 'My boat has a deep keel.' },
      { role: 'user', content: 'Tide?' },
      { role: 'assistant', content: 'from claude' },
      { role: 'user', content: 'And now?' },
    ]);
    expect(await texts(id)).toEqual([...['My boat has a deep keel.', 'Tide?', 'from claude', 'And now?', 'from gpt']]);
  });

  test('lists what a client of Chat Completions said in it', async () => {
    const { client } = providers;
    const { id } = await client.conversations.create();
    const messages = [{ role: 'user', content: 'Hello' }];
    const response = await providers.gateway.post({ model: 'gpt', messages }, { 'x-cato-session': id });
    expect(response.headers.get('x-cato-session')).toBe(id);
    expect(await texts(id)).toEqual(['Hello', 'from gpt']);
    await client.responses.create({ model: 'claude', input: 'More', conversation: id });
    expect(lastBody(providers.claude).messages).toHaveLength(3);
  });

  test('keeps an answer that is not to be found by its id', async () => {
    const { client } = providers;
    const { id } = await client.conversations.create();
    const made = await client.responses.create({ model: 'gpt', input: 'Hello', conversation: id, store: false });
    expect(await texts(id)).toEqual(['Hello', 'from gpt']);
    await expect(client.responses.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
  });
});

describe('its items', () => {
  test('have ids of 64 characters at most, as all that is kept; what is not kept may have others', async () => {
    const { id: conversation } = await providers.client.conversations.create();
    const ask = async (id: string, more: object) => {
      const input = [said('a'), { ...said('b'), id }];
      const response = await providers.send('POST', '/v1/responses', { model: 'claude', input, ...more });
      return [response.status, await response.json()] as const;
    };
    const refusal = { error: { param: 'input[1].id', code: 'string_above_max_length' } };
    expect(await ask('m'.repeat(65), { conversation })).toMatchObject([400, refusal]);
    expect(await ask('m'.repeat(65), {})).toMatchObject([400, refusal]);
    expect(await ask('m'.repeat(65), { store: false })).toMatchObject([200, { status: 'completed' }]);
    expect(await ask('m'.repeat(64), { conversation })).toMatchObject([200, { status: 'completed' }]);
  });

  test('are added, found, listed in pages and taken out', async () => {
    const { conversations, responses } = providers.client;
    const { id } = await conversations.create();
    const said = ['one', 'two', 'three'].map((content) => ({ role: 'user' as const, content }));
    const added = await conversations.items.create(id, { items: said });
    expect(added).toMatchObject({ object: 'list', has_more: false });
    expect(added.data).toHaveLength(3);
    const [one, two] = added.data;
    if (!one?.id || !two?.id) throw new Error('no ids');
    expect([added.first_id, added.last_id]).toEqual([one.id, added.data[2]?.id]);
    expect(await conversations.items.retrieve(two.id, { conversation_id: id })).toEqual(two);
    const listed: unknown[] = [];
    for await (const item of conversations.items.list(id, { limit: 2 })) listed.push(item);
    expect(listed).toEqual(added.data.toReversed());
    expect(await conversations.items.delete(two.id, { conversation_id: id })).toMatchObject({
      id,
      object: 'conversation',
    });
    await expect(conversations.items.retrieve(two.id, { conversation_id: id })).rejects.toMatchObject({
      status: 404,
      code: 'item_not_found',
    });
    await expect(conversations.items.delete(two.id, { conversation_id: id })).rejects.toMatchObject({ status: 404 });
    await responses.create({ model: 'gpt', input: 'Go on', conversation: id });
    expect(lastBody(providers.gpt).messages).toMatchObject([{ content: 'one' }, { content: 'three' }, {}]);
  });

  test('stay out for who continues a response of the conversation instead, made before or after', async () => {
    const { client, gpt } = providers;
    const { id } = await client.conversations.create({ items: [{ role: 'user', content: 'a secret' }] });
    const before = await client.responses.create({ model: 'gpt', input: 'Hello', conversation: id });
    const fork = await client.responses.create({ model: 'gpt', input: 'Aside', previous_response_id: before.id });
    expect(JSON.stringify(lastBody(gpt).messages)).toContain('a secret');
    const secret = (await client.conversations.items.list(id, { order: 'asc' })).data[0]?.id ?? '';
    await client.conversations.items.delete(secret, { conversation_id: id });
    const after = await client.responses.create({ model: 'gpt', input: 'Hello again', conversation: id });
    for (const { id: previous_response_id } of [before, fork, after]) {
      await client.responses.create({ model: 'gpt', input: 'Go on', previous_response_id });
      const told = JSON.stringify(lastBody(gpt).messages);
      expect(told).toMatch(/Hello.*from gpt.*Go on/);
      expect(told).not.toContain('a secret');
    }
  });

  test('that only their own provider takes are named to a model of another, and can be taken out', async () => {
    const { conversations, responses } = providers.client;
    const call = { type: 'computer_call', id: 'cu_1', call_id: 'c_1', action: { type: 'screenshot' } };
    const made = await providers.send('POST', '/v1/conversations', { items: [said('Look'), call] });
    const { id } = Object(await made.json());
    const ask = () => responses.create({ model: 'gpt', conversation: id, input: 'What is there?' });
    await expect(ask()).rejects.toMatchObject({
      ...{ status: 400, param: 'input', code: 'unsupported_parameter' },
      message: expect.stringContaining("computer_call 'cu_1'"),
    });
    const own = responses.create({
      ...{ model: 'gpt', conversation: id },
      input: [
        { role: 'user', content: 'And?' },
        { type: 'compaction', id: 'cmp_1', encrypted_content: 'x' },
      ],
    });
    await expect(own).rejects.toMatchObject({ message: expect.stringContaining('`input[1]`') });
    await conversations.items.delete('cu_1', { conversation_id: id });
    providers.gpt.play(chatAnswer('A boat.'));
    expect((await ask()).output_text).toBe('A boat.');
  });

  test('have ids of their own', async () => {
    const items = [
      { id: 'msg_a', type: 'message', role: 'user', content: 'one' },
      { id: 'msg_a', type: 'message', role: 'user', content: 'two' },
    ];
    const { id } = await providers.client.conversations.create();
    for (const path of [`/v1/conversations/${id}/items`, '/v1/conversations']) {
      const response = await providers.send('POST', path, { items });
      expect([response.status, await response.json()]).toMatchObject([400, { error: { param: 'items[1].id' } }]);
    }
    expect(await texts(id)).toEqual([]);
  });

  test('can be referred to while they are there', async () => {
    const { conversations, responses } = providers.client;
    const { id } = await conversations.create({ items: [{ role: 'user', content: 'one' }] });
    const [item] = (await conversations.items.list(id)).data;
    const refer = (itemId: string) =>
      responses.create({
        model: 'gpt',
        conversation: id,
        input: [
          { type: 'item_reference', id: itemId },
          { role: 'user', content: 'Go on' },
        ],
      });
    await refer(item?.id ?? '');
    expect(lastBody(providers.gpt).messages).toMatchObject([{ content: 'one' }, { content: 'Go on' }]);
    await expect(refer('msg_nowhere')).rejects.toMatchObject({ status: 400, param: 'input[0]' });
  });

  test('need a list to be added', async () => {
    const { id } = await providers.client.conversations.create();
    const response = await providers.send('POST', `/v1/conversations/${id}/items`, {});
    expect([response.status, await response.json()]).toMatchObject([400, { error: { param: 'items' } }]);
  });
});

describe('a conversation in use', () => {
  test('takes one turn at a time', async () => {
    const { client, gpt } = providers;
    const { id } = await client.conversations.create();
    gpt.play({ ...chatAnswer('slow'), delayMs: 150 });
    const asking = Array.from({ length: 5 }, (_, index) =>
      providers.send('POST', '/v1/responses', { model: 'gpt', input: `No. ${index}`, conversation: id }),
    );
    const answers = await Promise.all(asking);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.headers.get('x-should-retry')).toBe('false');
    expect(await refused?.json()).toMatchObject({ error: { code: 'session_busy', param: 'conversation' } });
    expect(await texts(id)).toHaveLength(2);
  });

  test('takes no items meanwhile', async () => {
    const { client, gpt } = providers;
    const { id } = await client.conversations.create();
    gpt.play({ ...chatAnswer('slow'), delayMs: 150 });
    const before = gpt.requests.length;
    const asking = client.responses.create({ model: 'gpt', input: 'x', conversation: id });
    await eventually(() => gpt.requests.length > before, 'the upstream call');
    const items = [{ role: 'user' as const, content: 'y' }];
    await expect(client.conversations.items.create(id, { items })).rejects.toMatchObject({ status: 409 });
    await asking;
    await client.conversations.items.create(id, { items });
    expect(await texts(id)).toEqual(['x', 'slow', 'y']);
  });

  test('is free at once when a turn has failed, and knows nothing of it', async () => {
    const { client, gpt } = providers;
    const { id } = await client.conversations.create();
    gpt.play(chatError(400, { message: 'no' }), chatAnswer('yes'));
    const ask = (input: string) => client.responses.create({ model: 'gpt', input, conversation: id });
    await expect(ask('bad')).rejects.toMatchObject({ status: 400 });
    await ask('good');
    expect(await texts(id)).toEqual(['good', 'yes']);
    expect(lastBody(gpt).messages).toHaveLength(1);
  });

  test('is free when its client left in the middle', async () => {
    const { client, gpt } = providers;
    const { id } = await client.conversations.create();
    gpt.play(chatSteps({ send: roleChunk + chatChunk({ content: 'x' }) }, { stall: true }));
    const leaving = new AbortController();
    const stream = await client.responses.create(
      { model: 'gpt', input: 'first', conversation: id, stream: true },
      { signal: leaving.signal },
    );
    for await (const { type } of stream) if (type === 'response.output_text.delta') leaving.abort();
    gpt.play(chatAnswer('second'));
    await eventually(() => providers.gateway.events('request').at(-1)?.status === 499, 'its event');
    await client.responses.create({ model: 'gpt', input: 'again', conversation: id });
    expect(await texts(id)).toEqual(['again', 'second']);
  });

  test('is deleted all the same, and its answer is given', async () => {
    const { client, gpt } = providers;
    const { id } = await client.conversations.create();
    gpt.play({ ...chatAnswer('slow'), delayMs: 100 });
    const before = gpt.requests.length;
    const asking = client.responses.create({ model: 'gpt', input: 'x', conversation: id });
    await eventually(() => gpt.requests.length > before, 'the upstream call');
    await client.conversations.delete(id);
    expect((await asking).output_text).toBe('slow');
    await expect(client.conversations.retrieve(id)).rejects.toMatchObject({ status: 404 });
  });
});
