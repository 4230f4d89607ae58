import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { chatAnswer } from '../support/chat-wire.ts';
import { lastBody, startTwoProviders, type TwoProviders } from '../support/two-providers.ts';

let providers: TwoProviders;
let session: string;
let conversation: string;
let count = 0;

beforeAll(async () => {
  providers = await startTwoProviders();
});
beforeEach(async () => {
  count += 1;
  session = `resent-${count}`;
  conversation = (await providers.client.conversations.create()).id;
  providers.gpt.play(chatAnswer('from gpt'));
});
afterAll(() => providers.close());

type Item = Record<string, unknown>;
const user = (content: unknown): Item => ({ role: 'user', content });
const told = () => (lastBody(providers.gpt) as { messages: Item[] }).messages.map(({ content }) => content);

describe.each(['x-cato-session', 'conversation'])('a client that names its session by %s', (by) => {
  async function ask(input: unknown, more: Item = {}) {
    const named = by === 'conversation' ? { conversation } : {};
    const headers: Record<string, string> = by === 'conversation' ? {} : { 'x-cato-session': session };
    const body = { model: 'gpt', input, ...named, ...more };
    const response = await providers.send('POST', '/v1/responses', body, headers);
    const answer = (await response.json()) as { output: Item[]; error?: Item };
    return { status: response.status, output: answer.output, error: answer.error };
  }
  const withoutId = ({ id: _id, status: _status, ...item }: Item): Item => item;

  test.each<[string, (item: Item) => Item]>([
    ['as they were given', (item) => item],
    ['without their ids', withoutId],
    ['as references', ({ id }) => ({ type: 'item_reference', id })],
    ['as plain messages', () => ({ role: 'assistant', content: 'from gpt' })],
  ])('may send the whole history with the answers %s', async (_how, resend) => {
    const history: Item[] = [user('One')];
    for (const next of ['Two', 'Three']) {
      const { status, output } = await ask(history);
      expect(status).toBe(200);
      history.push(...output.map(resend), user(next));
    }
    expect((await ask(history)).status).toBe(200);
    expect(told()).toEqual(['One', 'from gpt', 'Two', 'from gpt', 'Three']);
    expect((await ask('Four')).status).toBe(200);
    expect(told()).toEqual(['One', 'from gpt', 'Two', 'from gpt', 'Three', 'from gpt', 'Four']);
  });

  test('may send calls, their results and instructions once more, and leave reasoning out', async () => {
    const tools = [{ type: 'function', name: 'get_tide', parameters: { type: 'object' } }];
    const calls = [{ id: 'call_1', type: 'function', function: { name: 'get_tide', arguments: '{"at": 1}' } }];
    const message = { role: 'assistant', content: null, reasoning_content: 'Hm.', tool_calls: calls };
    const whole = { id: 'c', object: 'chat.completion', created: 1, model: 'm' };
    const reply = { ...whole, choices: [{ index: 0, message, finish_reason: 'tool_calls' }] };
    providers.gpt.play({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(reply) });
    const history: Item[] = [{ role: 'developer', content: 'Be brief.' }, user('One')];
    const { output } = await ask(history, { tools });
    expect(output.map(({ type }) => type)).toEqual(['reasoning', 'function_call']);
    providers.gpt.play(chatAnswer('High.'));
    const called = output.filter(({ type }) => type === 'function_call');
    history.push(...called, { type: 'function_call_output', call_id: 'call_1', output: 'high' });
    expect((await ask(history, { tools })).status).toBe(200);
    expect(told()).toHaveLength(4);
    const changed = [{ role: 'developer', content: 'Be kind.' }, ...history.slice(1)];
    expect((await ask([...changed, { role: 'assistant', content: 'High.' }, user('Two')], { tools })).status).toBe(200);
    expect(told()).toEqual(['Be brief.', 'One', null, 'high', 'High.', 'Be kind.', 'Two']);
  });

  test('is told where its history is another one, and when nothing follows', async () => {
    const first = await ask('One');
    await ask('Two');
    const answer = { role: 'assistant', content: 'from gpt' };
    const conflict = { status: 409, error: { code: 'session_history_differs' } };
    const other = { role: 'assistant', content: 'something else' };
    expect(await ask([user('One'), other, user('Two')])).toMatchObject(conflict);
    expect((await ask([user('One'), other, user('Two')])).error).toMatchObject({ param: 'input[1]' });
    expect(await ask([user('Zero'), ...first.output, user('Two')])).toMatchObject(conflict);
    expect((await ask([user('One'), answer])).error).toMatchObject({ code: 'session_history_differs', param: 'input' });
    const all = [user('One'), answer, user('Two'), answer];
    expect(await ask(all)).toMatchObject({ status: 400, error: { code: 'nothing_new', param: 'input' } });
    expect((await ask([...all, { role: 'user', content: [{ type: 'hologram' }] }])).error).toMatchObject({
      param: 'input[4].content[0]',
    });
  });

  test('may say what it said first once more, and refer to what was said', async () => {
    const { output } = await ask('One');
    expect((await ask([user('One')])).status).toBe(200);
    expect(told()).toEqual(['One', 'from gpt', 'One']);
    expect((await ask([{ type: 'item_reference', id: output[0]?.id }, user('Two')])).status).toBe(200);
    expect(told()).toEqual(['One', 'from gpt', 'One', 'from gpt', 'Two']);
  });
});

test('a client that names a response says itself what follows it', async () => {
  const first = await providers.client.responses.create({ model: 'gpt', input: 'One' });
  const input = [
    { role: 'user' as const, content: 'One' },
    { role: 'assistant' as const, content: 'from gpt' },
  ];
  await providers.client.responses.create({ model: 'gpt', input, previous_response_id: first.id });
  expect(told()).toHaveLength(4);
});
