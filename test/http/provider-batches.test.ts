import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import OpenAI, { toFile } from 'openai';
import { chatAnswer, usage } from '../support/chat-wire.ts';
import { eventually, startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import {
  anthropicError,
  type GivenRequest,
  type GivenResult,
  type ScriptedBatch,
  type ScriptedBatchProvider,
  scriptedAnthropicBatches,
  scriptedOpenAiBatches,
} from '../support/scripted-batch-provider.ts';
import { type Script, type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';

// Everything that providers say here is made from public wire documentation, not recorded.

const config = (openAi: string, claude: string): string => `
version: 1
allowLiteralSecrets: true
providers:
  openai: { kind: openai, baseUrl: "${openAi}/v1", apiKey: openai-key-0123456789 }
  claude: { kind: anthropic, baseUrl: "${claude}", apiKey: claude-key-0123456789 }
resilience: { retries: 0, breaker: { failures: 1000 } }
targets:
  soon: { provider: openai, model: gpt-5-mini }
  nightly: { provider: openai, model: gpt-5-mini, batch: provider }
  responses: { provider: openai, model: gpt-5-mini, batch: provider, api: responses }
  own: { provider: openai, model: tuned-1, batch: provider, price: { input: 4, output: 8 } }
  vectors: { provider: openai, model: text-embedding-3-small, batch: provider }
  haiku: { provider: claude, model: claude-haiku-5-5, batch: provider }
routes:
  one: { targets: [nightly] }
  two: { targets: [nightly, soon] }
`;

const chat = '/v1/chat/completions';
let openAiUpstream: ScriptedUpstream;
let claudeUpstream: ScriptedUpstream;
let openAi: ScriptedBatchProvider;
let claude: ScriptedBatchProvider;
let gateway: TestGateway;
let client: OpenAI;
const clientOf = ({ url }: TestGateway): OpenAI =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey: 'unused', maxRetries: 0 });

/** Says what it was asked, apart from any batch. */
const live: Script = ({ body }) => chatAnswer(`live: ${lastContent(JSON.parse(body))}`);
const liveClaude: Script = ({ body }) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(claudeMessage(`live: ${lastContent(JSON.parse(body))}`)),
});

beforeAll(async () => {
  openAiUpstream = await startScriptedUpstream();
  claudeUpstream = await startScriptedUpstream();
  gateway = await startTestGateway(config(openAiUpstream.url, claudeUpstream.url));
  client = clientOf(gateway);
});
beforeEach(() => {
  openAi = scriptedOpenAiBatches(live);
  claude = scriptedAnthropicBatches(liveClaude);
  openAiUpstream.play(openAi.script);
  claudeUpstream.play(claude.script);
});
afterEach(() => {
  expect(gateway.events('request').filter(({ status }) => status === 500)).toEqual([]);
});
afterAll(async () => {
  await gateway.drain();
  await openAiUpstream.close();
  await claudeUpstream.close();
});

const chatLine = (id: string, content: string, more = {}): unknown => ({
  ...{ custom_id: id, method: 'POST', url: chat },
  body: { model: 'nightly', messages: [{ role: 'user', content }], ...more },
});
const responseLine = (id: string, input: string, more = {}): unknown => ({
  ...{ custom_id: id, method: 'POST', url: '/v1/responses', body: { model: 'responses', input, ...more } },
});

function lastContent({ messages, input }: Record<string, unknown>): string {
  const last = Array.isArray(messages) ? messages.at(-1).content : input;
  const found = typeof last === 'string' ? last : JSON.stringify(last);
  return /"text":"([^"]*)"/.exec(found)?.[1] ?? found;
}

function claudeMessage(text: string) {
  return {
    ...{ id: 'msg_up', type: 'message', role: 'assistant', model: 'claude-haiku-5-5', stop_reason: 'end_turn' },
    ...{ content: [{ type: 'text', text }], stop_sequence: null, usage: { input_tokens: 1000, output_tokens: 100 } },
  };
}

const done = ({ key, body }: GivenRequest): GivenResult => ({
  line: {
    ...{ id: `batch_req_${key}`, custom_id: key, error: null },
    response: { status_code: 200, request_id: `up-${key}`, body: completion(`batched: ${lastContent(body)}`) },
  },
});
const refused = ({ key }: GivenRequest, status: number): GivenResult => ({
  file: 'errors',
  line: {
    ...{ id: `batch_req_${key}`, custom_id: key, error: null },
    response: {
      ...{ status_code: status, request_id: `up-${key}` },
      body: { error: { message: 'No.', type: 'invalid_request_error', param: 'x', code: 'no_x' } },
    },
  },
});
const undone = ({ key }: GivenRequest): GivenResult => ({
  file: 'errors',
  line: { id: `batch_req_${key}`, custom_id: key, response: null, error: { code: 'batch_expired', message: 'Late.' } },
});
const completion = (content: string): unknown => JSON.parse(String(chatAnswer(content).body));

const claudeDone = ({ key, body }: GivenRequest): GivenResult => ({
  line: { custom_id: key, result: { type: 'succeeded', message: claudeMessage(`batched: ${lastContent(body)}`) } },
});

/** Ends each batch as soon as it is made. */
function endAll(provider: ScriptedBatchProvider, status: string, results: (batch: ScriptedBatch) => GivenResult[]) {
  provider.onBegin = (batch) => {
    batch.status = status;
    batch.results = results(batch);
  };
}

async function begin(lines: readonly unknown[], endpoint: string = chat, openai = client): Promise<string> {
  const text = lines.map((line) => JSON.stringify(line)).join('\n');
  const file = await openai.files.create({ file: await toFile(Buffer.from(text), 'in.jsonl'), purpose: 'batch' });
  const params = { input_file_id: file.id, completion_window: '24h', endpoint: endpoint as typeof chat } as const;
  return (await openai.batches.create(params)).id;
}

async function ended(id: string, openai = client): Promise<OpenAI.Batch> {
  for (let tries = 0; tries < 500; tries++) {
    const batch = await openai.batches.retrieve(id);
    if (['completed', 'failed', 'cancelled', 'expired'].includes(batch.status)) return batch;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${id} did not end`);
}

interface Status {
  readonly targets: readonly { readonly target: string; readonly calls: number }[];
}

interface ResultLine {
  readonly custom_id: string;
  readonly response: { readonly status_code: number; readonly body: Record<string, unknown> };
}

async function linesOf(id: string | null | undefined, openai = client): Promise<ResultLine[]> {
  if (!id) return [];
  const text = (await (await openai.files.content(id)).text()).trimEnd();
  return text.split('\n').map((line) => JSON.parse(line));
}

async function said(batch: OpenAI.Batch, openai = client): Promise<string[]> {
  const found = await linesOf(batch.output_file_id, openai);
  return found.map(({ custom_id: id, response: { body } }) => {
    const { choices } = body as unknown as OpenAI.ChatCompletion;
    return `${id}: ${choices[0]?.message.content}`;
  });
}

const lastAnswered = () => gateway.events('request').findLast(({ target }) => target !== null);
const asked = (upstream: ScriptedUpstream, path: string): number =>
  upstream.requests.filter((request) => request.path === path).length;
const notices = (message: RegExp, running = gateway) =>
  running.events('notice').filter((notice) => message.test(String(notice.message)));

describe('a batch whose lines all lead to one target that hands batches over', () => {
  test('is one batch at OpenAI, whatever order its answers come in, and is charged at the prices of batches', async () => {
    endAll(openAi, 'completed', ({ requests }) => requests.map(done).reverse());
    const liveBefore = asked(openAiUpstream, chat);
    const batch = await ended(await begin([chatLine('one', 'A1'), chatLine('two', 'A2'), chatLine('three', 'A3')]));
    expect(batch).toMatchObject({ status: 'completed', request_counts: { total: 3, completed: 3, failed: 0 } });
    expect(await said(batch)).toEqual(['one: batched: A1', 'two: batched: A2', 'three: batched: A3']);
    expect(asked(openAiUpstream, chat)).toBe(liveBefore);
    expect(openAi.batches).toHaveLength(1);
    expect(openAi.batches[0]).toMatchObject({
      asked: {
        ...{ endpoint: chat, completion_window: '24h', metadata: { cato_batch: `${batch.id}-0` } },
        output_expires_after: { anchor: 'created_at', seconds: 259_200 },
      },
      requests: [
        { key: 'line-1', url: chat, body: { model: 'gpt-5-mini', messages: [{ role: 'user', content: 'A1' }] } },
        { key: 'line-2' },
        { key: 'line-3' },
      ],
    });
    expect(openAi.uploads[0]).toContain('name="purpose"\r\n\r\nbatch\r\n');
    expect(openAiUpstream.requests.at(-1)?.headers.authorization).toBe('Bearer openai-key-0123456789');
    // 7 fresh at 0.125, 4 cached at 0.0125 and 5 out at 1 dollar a million.
    const costUsd = (7 * 0.125 + 4 * 0.0125 + 5) / 1e6;
    expect(usage).toMatchObject({ prompt_tokens: 11, completion_tokens: 5 });
    const event = lastAnswered();
    expect(event).toMatchObject({
      ...{ path: chat, status: 200, model: 'nightly', target: 'openai/gpt-5-mini' },
      attempts: [{ outcome: 'finished', batchPrices: 'known', upstreamRequestId: expect.stringMatching(/^up-line-/) }],
    });
    expect(event?.costUsd).toBeCloseTo(costUsd, 12);
    expect(gateway.events('request').filter(({ model }) => model === 'nightly')).toHaveLength(3);
  });

  test('is charged half the price where prices of batches are not known', async () => {
    endAll(openAi, 'completed', ({ requests }) => requests.map(done));
    await ended(await begin([chatLine('one', 'B1', { model: 'own' })]));
    const event = lastAnswered();
    expect(event).toMatchObject({ attempts: [{ batchPrices: 'half' }] });
    expect(event?.costUsd).toBeCloseTo((11 * 2 + 5 * 4) / 1e6, 12);
  });

  test('tells what a provider refused as it was refused, and does one by one what the provider did not do', async () => {
    endAll(openAi, 'expired', ({ requests: [one, two, three, four, five] }) => {
      if (!one || !two || !three || !four || !five) throw new Error('five requests');
      const stranger = done({ ...one, key: 'line-77' });
      return [
        { line: '{"broken' },
        refused(two, 500),
        done(one),
        done(one),
        stranger,
        undone(three),
        refused(five, 400),
      ];
    });
    const callsOf = async (): Promise<unknown> => {
      const { targets } = (await (await gateway.get('/api/admin/cato/status')).json()) as Status;
      return targets.find(({ target }) => target === 'openai/gpt-5-mini')?.calls ?? 0;
    };
    const callsBefore = Number(await callsOf());
    const lines = ['C1', 'C2', 'C3', 'C4', 'C5'].map((content) => chatLine(content, content));
    const batch = await ended(await begin(lines));
    expect(batch).toMatchObject({ status: 'completed', request_counts: { total: 5, completed: 4, failed: 1 } });
    expect(await said(batch)).toEqual(['C1: batched: C1', 'C2: live: C2', 'C3: live: C3', 'C4: live: C4']);
    expect(await linesOf(batch.error_file_id)).toMatchObject([
      { custom_id: 'C5', response: { status_code: 400, body: { error: { code: 'no_x', param: 'x' } } } },
    ]);
    // Only those three were calls of today; how the provider did hours ago is no matter of health.
    expect(await callsOf()).toBe(callsBefore + 3);
    expect(notices(/cannot be read/).at(-1)).toMatchObject({ details: { batchId: batch.id, lines: 1 } });
    expect(notices(/did not end well/).at(-1)).toMatchObject({ details: { reason: 'expired' } });
  });

  test('may be of Responses and of embeddings, and lead there by a route with one target', async () => {
    endAll(openAi, 'completed', ({ requests }) => requests.map(done));
    const route = await ended(await begin([chatLine('one', 'D0', { model: 'one' })]));
    expect(await said(route)).toEqual(['one: batched: D0']);

    const response = (key: string, text: string) => ({
      ...{ id: `resp_${key}`, object: 'response', created_at: 1, status: 'completed', model: 'gpt-5-mini' },
      output: [
        {
          ...{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed' },
          content: [{ type: 'output_text', text, annotations: [] }],
        },
      ],
      usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5 },
    });
    const answered = (body: (request: GivenRequest) => unknown) => (request: GivenRequest) => ({
      line: { custom_id: request.key, response: { status_code: 200, request_id: null, body: body(request) } },
    });
    endAll(openAi, 'completed', ({ requests }) =>
      requests.map(answered(({ key, body }) => response(key, `batched: ${lastContent(body)}`))),
    );
    const lines = [responseLine('kept', 'D1'), responseLine('passed', 'D2', { store: false })];
    const responses = await ended(await begin(lines, '/v1/responses'));
    expect(openAi.batches.at(-1)?.requests).toMatchObject([
      { url: '/v1/responses', body: { store: false, model: 'gpt-5-mini' } },
      { url: '/v1/responses', body: { store: false, input: 'D2' } },
    ]);
    const found = await linesOf(responses.output_file_id);
    expect(found.map(({ response: { body } }) => JSON.stringify(body.output))).toEqual([
      expect.stringContaining('batched: D1'),
      expect.stringContaining('batched: D2'),
    ]);
    // An answer that is stored can be asked for, as any other.
    const kept = await client.responses.retrieve(String(found[0]?.response.body.id));
    expect(kept).toMatchObject({ object: 'response', status: 'completed', output_text: 'batched: D1' });

    const vectors = { object: 'list', model: 'e', usage: { prompt_tokens: 2, total_tokens: 2 } };
    const vector = { object: 'embedding', index: 0, embedding: [0.25, 0.5] };
    endAll(openAi, 'completed', ({ requests }) => requests.map(answered(() => ({ ...vectors, data: [vector] }))));
    const embedding = {
      ...{ custom_id: 'e', method: 'POST', url: '/v1/embeddings', body: { model: 'vectors', input: 'D3' } },
    };
    const embeddings = await ended(await begin([embedding], '/v1/embeddings'));
    expect(openAi.batches.at(-1)?.requests).toMatchObject([{ url: '/v1/embeddings', body: { input: 'D3' } }]);
    expect(await linesOf(embeddings.output_file_id)).toMatchObject([
      { response: { status_code: 200, body: { data: [{ embedding: [0.25, 0.5] }] } } },
    ]);
    expect(lastAnswered()).toMatchObject({ path: '/v1/embeddings', attempts: [{ batchPrices: expect.any(String) }] });
  });

  test('is translated for Anthropic and back, and charged at its prices of batches', async () => {
    endAll(claude, 'ended', ({ requests: [one, two, three, four] }) => {
      if (!one || !two || !three || !four) throw new Error('four requests');
      const error = (type: string) => ({ type: 'errored', error: anthropicError(type, 'No.') });
      return [
        { line: { custom_id: three.key, result: error('invalid_request_error') } },
        { line: { custom_id: two.key, result: { type: 'canceled' } } },
        { line: { custom_id: four.key, result: error('overloaded_error') } },
        claudeDone(one),
      ];
    });
    const system = { role: 'system', content: 'Be short.' };
    const first = chatLine('one', 'E1', {
      model: 'haiku',
      messages: [system, { role: 'user', content: 'E1' }],
    });
    const others = ['E2', 'E3', 'E4'].map((content) => chatLine(content, content, { model: 'haiku' }));
    const batch = await ended(await begin([first, ...others]));
    expect(await said(batch)).toEqual(['one: batched: E1', 'E2: live: E2', 'E4: live: E4']);
    expect(await linesOf(batch.error_file_id)).toMatchObject([
      { custom_id: 'E3', response: { status_code: 400, body: { error: { message: expect.stringContaining('No.') } } } },
    ]);
    const [given] = claude.batches[0]?.requests ?? [];
    expect(given).toMatchObject({ key: 'line-1', body: { model: 'claude-haiku-5-5', max_tokens: expect.any(Number) } });
    expect(JSON.stringify(given?.body.system)).toContain('Be short.');
    expect(given?.body.stream).not.toBe(true);
    const { headers } = claudeUpstream.requests.find(({ path }) => path.endsWith('/batches')) ?? {};
    expect(headers).toMatchObject({ 'x-api-key': 'claude-key-0123456789', 'anthropic-version': '2023-06-01' });
    const events = gateway.events('request').filter(({ target }) => target === 'claude/claude-haiku-5-5');
    const costs = events.filter(({ status }) => status === 200).map(({ costUsd }) => costUsd);
    // 1000 in at 0.05 and 100 out at 0.25 dollars a million; asked one by one it is twice as much.
    expect(costs).toEqual([0.000075, 0.00015, 0.00015]);
  });

  test('does that alone by itself whose answer is nested too deeply, at either provider', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const nested = (result: GivenResult, before: string): GivenResult => ({
      line: JSON.stringify(result.line).replace(before, `"extra":${deep},${before}`),
    });
    endAll(openAi, 'completed', ({ requests: [one, two, three] }) => {
      if (!one || !two || !three) throw new Error('three requests');
      return [done(one), nested(done(two), '"choices":'), done(three)];
    });
    const batch = await ended(await begin([chatLine('one', 'N1'), chatLine('two', 'N2'), chatLine('three', 'N3')]));
    expect(await said(batch)).toEqual(['one: batched: N1', 'two: live: N2', 'three: batched: N3']);
    endAll(claude, 'ended', ({ requests: [one, two] }) => {
      if (!one || !two) throw new Error('two requests');
      return [nested(claudeDone(one), '"content":'), claudeDone(two)];
    });
    const lines = ['N4', 'N5'].map((content) => chatLine(content, content, { model: 'haiku' }));
    expect(await said(await ended(await begin(lines)))).toEqual(['N4: live: N4', 'N5: batched: N5']);
  });

  test('may be Responses to Anthropic, whose answers are kept as all are', async () => {
    endAll(claude, 'ended', ({ requests }) => requests.map(claudeDone));
    const batch = await ended(await begin([responseLine('r', 'F1', { model: 'haiku' })], '/v1/responses'));
    const [line] = await linesOf(batch.output_file_id);
    const kept = await client.responses.retrieve(String(line?.response.body.id));
    expect(kept.output_text).toBe('batched: F1');
  });
});

test('one gateway hands a batch to another, whose files and batches are read strictly', async () => {
  const yaml = `
version: 1
allowLiteralSecrets: true
providers: { other: { kind: openai, baseUrl: "${gateway.url}/v1", apiKey: gateway-key-0123456789 } }
targets: { far: { provider: other, model: soon, batch: provider } }
`;
  const near = await startTestGateway(yaml);
  const before = (await client.batches.list()).data[0]?.id;
  const id = await begin(
    [chatLine('é', 'O1', { model: 'far' }), chatLine('b', 'O2', { model: 'far' })],
    chat,
    clientOf(near),
  );
  const batch = await ended(id, clientOf(near));
  expect(await said(batch, clientOf(near))).toEqual(['é: live: O1', 'b: live: O2']);
  const [handed] = (await client.batches.list()).data;
  expect(handed?.id).not.toBe(before);
  expect(handed).toMatchObject({
    status: 'completed',
    metadata: { cato_batch: `${id}-0` },
    request_counts: { total: 2 },
  });
  expect(near.events('request').findLast(({ target }) => target !== null)).toMatchObject({ target: 'other/soon' });
  await near.drain();
});

describe('one by one are answered', () => {
  test.each([
    ['a target that does not hand over', [chatLine('one', 'G1', { model: 'soon' })]],
    ['a route to several targets', [chatLine('one', 'G1', { model: 'two' })]],
    ['lines to different targets', [chatLine('one', 'G1'), chatLine('two', 'G2', { model: 'own' })]],
    ['a line to nobody among the others', [chatLine('one', 'G1'), chatLine('two', 'G2', { model: 'nobody' })]],
  ])('%s', async (_what, lines) => {
    const batch = await ended(await begin(lines));
    expect((await said(batch))[0]).toBe('one: live: G1');
    expect(openAi.batches).toEqual([]);
  });

  test('lines that cannot be handed over, beside those that can', async () => {
    endAll(openAi, 'completed', ({ requests }) => requests.map(done));
    const flex = chatLine('two', 'H2', { service_tier: 'flex' });
    const tiers = await ended(await begin([chatLine('one', 'H1'), flex]));
    expect(await said(tiers)).toEqual(['one: batched: H1', 'two: live: H2']);
    expect(openAi.batches[0]?.requests).toHaveLength(1);
    endAll(claude, 'ended', ({ requests }) => requests.map(claudeDone));
    const wrong = chatLine('three', 'H3', { model: 'haiku', logprobs: true });
    const batch = await ended(await begin([wrong, chatLine('four', 'H4', { model: 'haiku' })]));
    expect(await said(batch)).toEqual(['four: batched: H4']);
    expect(await linesOf(batch.error_file_id)).toMatchObject([
      { custom_id: 'three', response: { status_code: 400, body: { error: { param: 'logprobs' } } } },
    ]);
    expect(claude.batches[0]?.requests).toMatchObject([{ key: 'line-2' }]);
  });

  test.each([
    ['too large', '/v1/files', 413],
    ['refused', '/v1/batches', 400],
    ['without a key that is taken', '/v1/files', 401],
  ])('batches that the provider finds %s', async (_what, path, status) => {
    openAi.intercept = (request) =>
      request.path === path ? { status, body: JSON.stringify({ error: { message: 'Not this.' } }) } : null;
    const batch = await ended(await begin([chatLine('one', 'I1'), chatLine('two', 'I2')]));
    expect(await said(batch)).toEqual(['one: live: I1', 'two: live: I2']);
    expect(notices(/does not take a batch/).at(-1)).toMatchObject({
      ...{ level: 'warning', details: { batchId: batch.id, target: 'openai/gpt-5-mini', reason: expect.any(String) } },
    });
    expect(gateway.said()).not.toContain('openai-key');
  });

  test('batches that fail at the provider, or that it has lost', async () => {
    endAll(openAi, 'failed', () => []);
    const failed = await ended(await begin([chatLine('one', 'J1')]));
    expect(await said(failed)).toEqual(['one: live: J1']);
    expect(notices(/did not end well/).at(-1)).toMatchObject({ details: { reason: 'failed: Too many tokens.' } });
    openAi.onBegin = () => undefined;
    openAi.intercept = ({ method, path }) =>
      method === 'GET' && path.startsWith('/v1/batches/') ? { status: 404, body: '{}' } : null;
    const lost = await ended(await begin([chatLine('one', 'J2')]));
    expect(await said(lost)).toEqual(['one: live: J2']);
    expect(notices(/is gone/).at(-1)).toMatchObject({ details: { batchId: lost.id } });
  });
});

describe('while the provider works', () => {
  test('what stands in the way of asking it is waited out', async () => {
    endAll(openAi, 'completed', ({ requests }) => requests.map(done));
    const troubles = [429, 401];
    openAi.intercept = ({ method, path }) => {
      const status = method === 'GET' && path.startsWith('/v1/batches/') ? troubles.shift() : undefined;
      return status === undefined ? null : { status, headers: { 'retry-after': '1' }, body: '{}' };
    };
    const id = await begin([chatLine('one', 'K1')]);
    expect(await said(await ended(id))).toEqual(['one: batched: K1']);
    expect(troubles).toEqual([]);
    expect(notices(/cannot be followed/).filter(({ details }) => JSON.stringify(details).includes(id))).toHaveLength(1);
  });

  test('cancelling it cancels it there, and keeps what has been answered', async () => {
    const id = await begin([chatLine('one', 'L1'), chatLine('two', 'L2')]);
    await eventually(() => (openAi.batches[0]?.polls ?? 0) > 0, 'the provider is asked');
    const [handed] = openAi.batches;
    if (!handed) throw new Error('nothing was handed over');
    await client.batches.cancel(id);
    await eventually(() => handed.cancels === 1, 'the provider is told');
    expect(await client.batches.retrieve(id)).toMatchObject({ status: 'cancelling' });
    handed.results = handed.requests.slice(0, 1).map(done);
    handed.status = 'cancelled';
    const batch = await ended(id);
    expect(batch).toMatchObject({ status: 'cancelled', request_counts: { total: 2, completed: 1, failed: 0 } });
    expect(await said(batch)).toEqual(['one: batched: L1']);
    expect(openAiUpstream.requests.some(({ path, body }) => path === chat && body.includes('L2'))).toBe(false);
  });
});

describe('after a restart', () => {
  const inFolder = async (work: (start: (yaml?: string) => Promise<TestGateway>) => Promise<void>): Promise<void> => {
    const folder = mkdtempSync(join(tmpdir(), 'cato-provider-batches-'));
    const started: TestGateway[] = [];
    try {
      await work(async (yaml = config(openAiUpstream.url, claudeUpstream.url)) => {
        const running = await startTestGateway(yaml, {}, folder);
        started.push(running);
        return running;
      });
    } finally {
      for (const running of started) await running.drain();
      rmSync(folder, { recursive: true });
    }
  };

  test('what the provider has is asked for, even if nothing is handed over any more', () =>
    inFolder(async (start) => {
      const first = await start();
      const id = await begin([chatLine('one', 'M1', { model: 'haiku' })], chat, clientOf(first));
      let isAsked = false;
      claude.intercept = ({ method }) => {
        isAsked = method === 'GET';
        return isAsked ? { body: [{ stall: true }] } : null;
      };
      await eventually(() => isAsked, 'the provider is asked');
      // It does not wait for what the provider does not say.
      await first.drain();
      claude.intercept = () => null;
      for (const batch of claude.batches)
        Object.assign(batch, { status: 'ended', results: batch.requests.map(claudeDone) });
      const second = await start(config(openAiUpstream.url, claudeUpstream.url).replaceAll(', batch: provider', ''));
      expect(await said(await ended(id, clientOf(second)), clientOf(second))).toEqual(['one: batched: M1']);
      expect(claude.batches).toHaveLength(1);
    }));

  test('what was being handed over is found at OpenAI by its name', () =>
    inFolder(async (start) => {
      endAll(openAi, 'completed', ({ requests }) => requests.map(done));
      let isCut = true;
      openAi.intercept = ({ method, path, body }) => {
        if (!isCut || method !== 'POST' || path !== '/v1/batches') return null;
        isCut = false;
        // It is made there, but who asked never hears of it.
        if (typeof openAi.script === 'function') openAi.script({ ...seen, method, path, body });
        return { body: [{ stall: true }] };
      };
      const seen = { headers: {}, headerNames: [], connection: 0, clientLeft: Promise.resolve(), bytesSent: () => 0 };
      const first = await start();
      const id = await begin([chatLine('one', 'N1')], chat, clientOf(first));
      await eventually(() => openAi.batches.length === 1, 'it is handed over');
      await first.drain();
      const second = await start();
      expect(await said(await ended(id, clientOf(second)), clientOf(second))).toEqual(['one: batched: N1']);
      expect(openAi.batches).toHaveLength(1);
    }));
});
