import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chatAnswer } from '../support/chat-wire.ts';
import { claudeAnswer, lastBody, startTwoProviders, type TwoProviders } from '../support/two-providers.ts';

let providers: TwoProviders;

beforeAll(async () => {
  providers = await startTwoProviders();
});
afterAll(() => providers.close());

const headers = { 'x-cato-session': 'counted' };
const counted = { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ input_tokens: 77 }) };

async function post(path: string, body: unknown) {
  const response = await providers.send('POST', path, body, headers);
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

test('what a session says is counted with what a client adds', async () => {
  providers.claude.play(claudeAnswer({ text: 'from claude' }));
  const messages = [{ role: 'user', content: 'One '.repeat(500) }];
  expect((await post('/v1/messages', { model: 'claude', max_tokens: 9, messages })).status).toBe(200);
  providers.claude.play(counted);
  const more = [{ role: 'user', content: 'Two' }];
  for (const [path, body] of [
    ['/v1/messages/count_tokens', { model: 'claude', messages: more }],
    ['/v1/responses/input_tokens', { model: 'claude', input: 'Two' }],
  ] as const) {
    expect(await post(path, body)).toMatchObject({ status: 200, answer: { input_tokens: 77 } });
    expect(JSON.stringify(lastBody(providers.claude).messages)).toMatch(/One .*from claude.*Two/);
  }
  const estimated = await post('/v1/messages/count_tokens', { model: 'gpt', messages: more });
  expect(estimated.answer.input_tokens).toBeGreaterThan(400);
  const other = await post('/v1/responses/input_tokens', { model: 'gpt', input: 'Two' });
  expect(other.answer.input_tokens).toBeGreaterThan(400);
  // Counting says nothing in it.
  providers.gpt.play(chatAnswer('from gpt'));
  await post('/v1/chat/completions', { model: 'gpt', messages: [{ role: 'user', content: 'Three' }] });
  expect(lastBody(providers.gpt).messages).toHaveLength(3);
});

test('vectors belong to no session', async () => {
  const refused = await post('/v1/embeddings', { model: 'gpt', input: 'One' });
  expect(refused).toMatchObject({ status: 400, answer: { error: { param: 'x-cato-session' } } });
});
