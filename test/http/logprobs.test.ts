import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chatAnswer, chatChunk, done, stopChunk, usageChunk } from '../support/chat-wire.ts';
import { startTwoProviders, type TwoProviders } from '../support/two-providers.ts';

let two: TwoProviders;
beforeAll(async () => {
  two = await startTwoProviders();
});
afterAll(async () => {
  await two.close();
});

const yes = {
  token: 'Yes',
  logprob: -0.1,
  bytes: [89, 101, 115],
  top_logprobs: [
    { token: 'Yes', logprob: -0.1, bytes: [89, 101, 115] },
    { token: 'é', logprob: -2.5, bytes: null },
  ],
};
const dot = { token: '.', logprob: -0.2, bytes: [46], top_logprobs: [] };

/** As a client of Responses is told them: the bytes are always there. */
const toldYes = { ...yes, top_logprobs: [yes.top_logprobs[0], { token: 'é', logprob: -2.5, bytes: [195, 169] }] };

describe('logprobs asked for through Responses of a target that speaks Chat', () => {
  const ask = { model: 'gpt', input: 'Sure?', top_logprobs: 2, store: false } as const;
  const wish = { include: ['message.output_text.logprobs' as const] };

  test('reach it, with how long its cache is to keep the prompt', async () => {
    two.gpt.play(chatAnswer('Yes.'));
    await two.client.responses.create({ ...ask, ...wish, prompt_cache_retention: '24h' });
    const sent = JSON.parse(two.gpt.requests.at(-1)?.body ?? '{}');
    expect(sent).toMatchObject({ logprobs: true, top_logprobs: 2, prompt_cache_retention: '24h' });
  });

  test('come back with the text of a whole answer', async () => {
    const { body, ...rest } = chatAnswer('Yes.');
    const completion = JSON.parse(String(body));
    completion.choices[0].logprobs = { content: [yes, dot], refusal: null };
    two.gpt.play({ ...rest, body: JSON.stringify(completion) });
    const response = await two.client.responses.create({ ...ask, ...wish });
    expect(response.output).toMatchObject([
      { type: 'message', content: [{ type: 'output_text', text: 'Yes.', logprobs: [toldYes, dot] }] },
    ]);
  });

  test('come back token by token in a stream, and all of them at its end', async () => {
    const chunk = (content: string, logprobs: unknown) =>
      chatChunk({ content }).replace('"logprobs":null', `"logprobs":${JSON.stringify({ content: logprobs })}`);
    two.gpt.play({
      headers: { 'content-type': 'text/event-stream' },
      body: [chunk('Yes', [yes]), chunk('.', [dot]), stopChunk, usageChunk, done].join(''),
    });
    const stream = await two.client.responses.create({ ...ask, ...wish, stream: true });
    const deltas: unknown[] = [];
    let whole: unknown;
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta') deltas.push(event.logprobs);
      if (event.type === 'response.output_text.done') whole = event.logprobs;
      if (event.type === 'response.completed')
        expect(event.response.output).toMatchObject([{ content: [{ logprobs: [toldYes, dot] }] }]);
    }
    expect(deltas).toEqual([[toldYes], [dot]]);
    expect(whole).toEqual([toldYes, dot]);
  });
});

test('a hint for the cache of OpenAI alone is no reason to refuse a request for Claude', async () => {
  two.claude.play({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'model-c', stop_reason: 'end_turn' },
      content: [{ type: 'text', text: 'Hi' }],
      usage: { input_tokens: 1, output_tokens: 1 },
    }),
  });
  const body = { model: 'claude', messages: [{ role: 'user', content: 'Hello' }], prompt_cache_retention: '24h' };
  const answered = await two.send('POST', '/v1/chat/completions', body);
  expect(answered.status).toBe(200);
  expect(answered.headers.get('x-cato-changes')).toContain('prompt_cache_retention dropped');
});
