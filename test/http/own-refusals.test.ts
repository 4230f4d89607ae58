import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTwoProviders, type TwoProviders } from '../support/two-providers.ts';

let providers: TwoProviders;
const file = { type: 'input_file', file_id: 'file-1' };

beforeAll(async () => {
  providers = await startTwoProviders();
});
afterAll(() => providers.close());

test('what is refused before anybody is asked tells of no attempt', async () => {
  const calls = [{ id: 'call_1', type: 'function', function: { name: 'get_tide', arguments: '[]' } }];
  const messages = [
    { role: 'user', content: 'Go' },
    { role: 'assistant', tool_calls: calls },
    { role: 'tool', tool_call_id: 'call_1', content: 'high' },
  ];
  const response = await providers.gateway.post({ model: 'claude', messages });
  const { error } = (await response.json()) as { error: { message: string; param: string } };
  expect([response.status, error.param]).toEqual([400, 'messages[1].tool_calls[0]']);
  expect(error.message).toMatch(/are not a JSON object. \(request id: \w+\)$/);
  expect(providers.claude.requests).toHaveLength(0);
});

test('what a provider refuses does', async () => {
  const body = JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message: 'no' } });
  providers.claude.play({ status: 400, headers: { 'content-type': 'application/json' }, body });
  const response = await providers.gateway.post({ model: 'claude', messages: [{ role: 'user', content: 'Go' }] });
  expect(JSON.stringify(await response.json())).toContain('1 attempt]');
});

test.each([
  ['a field that nobody knows', { unheard_of: 1 }, 'unheard_of'],
  ['a field of another type', { temperature: 'high' }, 'temperature'],
  ['a part that the model has no word for', { input: [{ role: 'user', content: [file] }] }, 'input[0].content[0]'],
])('%s is refused before a background answer is promised', async (_what, more, param) => {
  for (const model of ['claude', 'either']) {
    const body = { model, input: 'Go', background: true, ...more };
    const response = await providers.send('POST', '/v1/responses', body);
    if (model === 'either' && param.startsWith('input')) expect(response.status).toBe(200);
    else expect([response.status, await response.json()]).toMatchObject([400, { error: { param } }]);
  }
});
