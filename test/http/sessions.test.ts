import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { chatAnswer, chatChunk, chatError, chatSteps, chatStream, roleChunk } from '../support/chat-wire.ts';
import { eventually } from '../support/running-gateway.ts';
import { claudeAnswer, lastBody, startTwoProviders, type TwoProviders } from '../support/two-providers.ts';

let providers: TwoProviders;
let session: string;
let count = 0;

beforeAll(async () => {
  providers = await startTwoProviders();
});
beforeEach(() => {
  count += 1;
  session = `session-${count}`;
  providers.gpt.play(chatAnswer('from gpt'));
  providers.claude.play(claudeAnswer({ text: 'from claude' }));
});
afterAll(() => providers.close());

const user = (content: string) => ({ role: 'user', content });
const assistant = (content: string) => ({ role: 'assistant', content });

function chat(messages: unknown, more: Record<string, unknown> = {}, signal?: AbortSignal): Promise<Response> {
  return providers.gateway.post({ model: 'gpt', messages, ...more }, { 'x-cato-session': session }, signal);
}

function anthropicMessages(messages: unknown, more: Record<string, unknown> = {}): Promise<Response> {
  const body = { model: 'claude', max_tokens: 100, messages, ...more };
  return providers.send('POST', '/v1/messages', body, { 'x-cato-session': session });
}

describe('x-cato-session', () => {
  test('keeps the history for clients of Chat Completions and of Messages alike', async () => {
    const first = await chat([{ role: 'system', content: 'Be brief.' }, user('One')]);
    expect(first.headers.get('x-cato-session')).toBe(session);
    const second = await anthropicMessages([user('Two')]);
    expect([second.status, second.headers.get('x-cato-session')]).toEqual([200, session]);
    const sent = lastBody(providers.claude);
    expect(JSON.stringify(sent.messages)).toMatch(/One.*from gpt.*Two/);
    // The latest instructions hold until there are others.
    expect(JSON.stringify(sent.system)).toContain('Be brief.');
    providers.gpt.play(chatStream('Three', ' it is'));
    const third = await chat([user('Three')], { stream: true });
    expect(await third.text()).toContain('[DONE]');
    await chat([user('Four')]);
    expect(lastBody(providers.gpt).messages).toMatchObject([
      { content: 'Be brief.' },
      user('One'),
      assistant('from gpt'),
      user('Two'),
      assistant('from claude'),
      user('Three'),
      assistant('Three it is'),
      user('Four'),
    ]);
  });

  test('understands a history that is sent again, in either format', async () => {
    await chat([user('One')]);
    const whole = [user('One'), assistant('from gpt'), user('Two')];
    expect((await chat(whole)).status).toBe(200);
    expect(lastBody(providers.gpt).messages).toEqual(whole);
    const blocks = [...whole, assistant('from gpt')].map(({ role, content }) => ({
      role,
      content: [{ type: 'text', text: content }],
    }));
    expect((await anthropicMessages([...blocks, user('Three')])).status).toBe(200);
    expect(lastBody(providers.claude).messages).toHaveLength(5);
  });

  test.each([
    ['says something else', [user('One'), assistant('something else'), user('Two')], 'messages[1]'],
    ['leaves something out', [user('Zero'), assistant('from gpt'), user('Two')], 'messages[0]'],
  ])('refuses a history that %s', async (_what, messages, param) => {
    await chat([user('One')]);
    const before = providers.gpt.requests.length;
    const response = await chat(messages);
    expect(response.status).toBe(409);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(response.headers.get('retry-after')).toBeNull();
    expect(await response.json()).toMatchObject({ error: { code: 'session_history_differs', param } });
    expect(providers.gpt.requests.length).toBe(before);
    expect((await chat([user('Two')])).status).toBe(200);
  });

  test('refuses a history that is only the beginning of its own, at no message of it', async () => {
    await chat([user('One')]);
    await chat([user('Two')]);
    const response = await chat([user('One'), assistant('from gpt')]);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      error: { code: 'session_history_differs', param: 'messages', message: expect.stringContaining('ends before') },
    });
  });

  test('refuses a history that says nothing new, and a name that is none', async () => {
    await chat([user('One')]);
    const again = await chat([user('One'), assistant('from gpt')]);
    expect([again.status, await again.json()]).toMatchObject([400, { error: { code: 'nothing_new' } }]);
    session = 'a b';
    const unnamed = await chat([user('One')]);
    expect([unnamed.status, await unnamed.json()]).toMatchObject([400, { error: { param: 'x-cato-session' } }]);
  });

  test('that names a conversation needs it to be there', async () => {
    session = 'conv_made_up';
    const response = await chat([user('One')]);
    expect([response.status, await response.json()]).toMatchObject([
      404,
      { error: { code: 'conversation_not_found' } },
    ]);
  });

  test('keeps tool calls and their results', async () => {
    providers.claude.play(
      claudeAnswer({ text: 'Let me see.', toolCalls: [{ name: 'tide', input: '{"port":"Brest"}' }] }),
    );
    const tools = [{ name: 'tide', input_schema: { type: 'object' } }];
    const called = (await (await anthropicMessages([user('Tide?')], { tools })).json()) as {
      content: { type: string; id?: string }[];
    };
    const id = called.content.find(({ type }) => type === 'tool_use')?.id;
    providers.claude.play(claudeAnswer({ text: 'High.' }));
    const result = { type: 'tool_result', tool_use_id: id, content: '4.2 m' };
    expect((await anthropicMessages([{ role: 'user', content: [result] }], { tools })).status).toBe(200);
    expect(lastBody(providers.claude).messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: [{ type: 'text' }, { type: 'tool_use', id, input: { port: 'Brest' } }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: id }] },
    ]);
  });
});

describe('a session in use', () => {
  test('takes one turn at a time', async () => {
    providers.gpt.play({ ...chatAnswer('slow'), delayMs: 150 });
    const before = providers.gpt.requests.length;
    const answers = await Promise.all(Array.from({ length: 5 }, (_, index) => chat([user(`No. ${index}`)])));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    expect(providers.gpt.requests.length).toBe(before + 1);
    expect((await chat([user('Next')])).status).toBe(200);
    expect(lastBody(providers.gpt).messages).toHaveLength(3);
  });

  test('is free at once when a turn has failed', async () => {
    providers.gpt.play(chatError(500, { message: 'broken' }), chatAnswer('well'));
    expect((await chat([user('One')])).status).toBe(502);
    expect((await chat([user('Two')])).status).toBe(200);
    expect(lastBody(providers.gpt).messages).toEqual([user('Two')]);
  });

  test('is free at once when its stream broke', async () => {
    providers.gpt.play(chatSteps({ send: roleChunk + chatChunk({ content: 'x' }) }, { waitMs: 5 }, { cut: 'close' }));
    providers.claude.play({ status: 400, body: '{}' });
    const broken = await chat([user('One')], { stream: true });
    expect(await broken.text()).toContain('"error"');
    providers.gpt.play(chatAnswer('well'));
    expect((await chat([user('Two')])).status).toBe(200);
    expect(lastBody(providers.gpt).messages).toEqual([user('Two')]);
  });

  test.each([
    ['a stream', true, chatSteps({ send: roleChunk + chatChunk({ content: 'x' }) }, { stall: true })],
    ['a whole answer', false, chatSteps({ stall: true })],
  ] as const)('is free when the client left in the middle of %s', async (_what, stream, script) => {
    providers.gpt.play(script);
    const before = providers.gpt.requests.length;
    const leaving = new AbortController();
    const asking = chat([user('One')], { stream }, leaving.signal).then((response) => response.text());
    await eventually(() => providers.gpt.requests.length > before, 'the upstream call');
    expect((await chat([user('Meanwhile')])).status).toBe(409);
    leaving.abort();
    await asking.catch(() => null);
    await eventually(() => providers.gateway.events('request').at(-1)?.status === 499, 'its event');
    providers.gpt.play(chatAnswer('well'));
    expect((await chat([user('Two')])).status).toBe(200);
    expect(lastBody(providers.gpt).messages).toEqual([user('Two')]);
  });
});

describe('sessions in a folder', () => {
  test('survive a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cato-state-'));
    const kept = await startTwoProviders(folder);
    try {
      const ask = (content: string) =>
        kept.gateway.post({ model: 'gpt', messages: [user(content)] }, { 'x-cato-session': 'mine' });
      kept.gpt.play(chatAnswer('one answer'));
      expect((await ask('One')).status).toBe(200);
      await kept.restart();
      expect((await ask('Two')).status).toBe(200);
      expect(lastBody(kept.gpt).messages).toEqual([user('One'), assistant('one answer'), user('Two')]);
    } finally {
      await kept.close();
      rmSync(folder, { recursive: true });
    }
  });
});
