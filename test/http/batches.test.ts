import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { chatAnswer, chatError } from '../support/chat-wire.ts';
import { eventually, startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type Script, type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';
import { chat, chatLine, config, jsonl, upload } from './batch-lines.ts';

let upstream: ScriptedUpstream;
let gateway: TestGateway;
let client: OpenAI;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway(config(upstream.url));
  client = clientOf(gateway);
});
beforeEach(() => upstream.play(echo));
afterAll(async () => {
  await gateway.drain();
  await upstream.close();
});

const clientOf = ({ url }: TestGateway): OpenAI =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey: 'unused', maxRetries: 0 });

/** Says what it was asked. Made from public wire documentation, not recorded. */
const echo: Script = ({ body }) => {
  const { messages, input } = JSON.parse(body);
  if (input === undefined) return chatAnswer(`You said ${messages.at(-1).content}`);
  const data = [{ object: 'embedding', index: 0, embedding: [input.length, 0.5] }];
  const usage = { prompt_tokens: 1, total_tokens: 1 };
  return {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ object: 'list', data, model: 'vectors-1', usage }),
  };
};

async function begin(text: string, endpoint: string = chat, openai = client): Promise<string> {
  const batch = await openai.batches.create({
    ...{ input_file_id: await upload(text, openai), completion_window: '24h' },
    endpoint: endpoint as typeof chat,
  });
  expect(batch).toMatchObject({ object: 'batch', status: 'validating', endpoint, completion_window: '24h' });
  return batch.id;
}

async function ended(id: string, openai = client): Promise<OpenAI.Batch> {
  const final = ['completed', 'failed', 'cancelled', 'expired'];
  for (let tries = 0; tries < 500; tries++) {
    const batch = await openai.batches.retrieve(id);
    if (final.includes(batch.status)) return batch;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${id} did not end`);
}

async function linesOf(id: string | null | undefined, openai = client): Promise<Record<string, unknown>[]> {
  if (!id) return [];
  const text = await (await openai.files.content(id)).text();
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const askedOf = (content: string): number => upstream.requests.filter(({ body }) => body.includes(content)).length;

describe('batches', () => {
  test('each line is answered as a request is, with the answer beside its custom id', async () => {
    const id = await begin(`${jsonl(chatLine('one', 'A1'), '', chatLine('two', 'A2'))}\n`);
    const batch = await ended(id);
    expect(batch).toMatchObject({
      ...{ status: 'completed', request_counts: { total: 2, completed: 2, failed: 0 }, errors: null },
      ...{ error_file_id: null, metadata: null, cancelled_at: null },
      in_progress_at: expect.any(Number),
      finalizing_at: expect.any(Number),
      completed_at: expect.any(Number),
    });
    const lines = await linesOf(batch.output_file_id);
    expect(lines).toMatchObject([{ custom_id: 'one' }, { custom_id: 'two' }]);
    expect(lines[0]).toEqual({
      id: expect.stringMatching(/^batch_req_/),
      custom_id: 'one',
      response: {
        status_code: 200,
        request_id: expect.stringMatching(/^req_/),
        body: expect.objectContaining({ object: 'chat.completion', choices: [expect.anything()] }),
      },
      error: null,
    });
    expect(JSON.stringify(lines[1])).toContain('You said A2');
    const events = gateway.events('request').filter(({ path, status }) => path === chat && status === 200);
    expect(events.at(-1)).toMatchObject({ target: 'mock/model-a', model: 'first', stream: false });
    expect(await client.files.retrieve(batch.output_file_id ?? '')).toMatchObject({
      ...{ purpose: 'batch_output', filename: `${id}_output.jsonl` },
    });
  });

  test('requests that fail are in a file of their own, as they were answered', async () => {
    const refusal = { message: 'No such thing.', type: 'invalid_request_error', param: 'x', code: 'no' };
    upstream.play((request) => (request.body.includes('B2') ? chatError(400, refusal) : chatAnswer('fine')));
    const unknown = chatLine('three', 'B3', { model: 'nobody' });
    const batch = await ended(await begin(jsonl(chatLine('one', 'B1'), chatLine('two', 'B2'), unknown)));
    expect(batch).toMatchObject({ status: 'completed', request_counts: { total: 3, completed: 1, failed: 2 } });
    expect(await linesOf(batch.output_file_id)).toMatchObject([{ custom_id: 'one' }]);
    expect(await linesOf(batch.error_file_id)).toMatchObject([
      { custom_id: 'two', error: null, response: { status_code: 400, body: { error: { code: 'no' } } } },
      { custom_id: 'three', error: null, response: { status_code: 404, body: { error: { code: 'model_not_found' } } } },
    ]);
  });

  test('a provider that writes its answers over several lines does not break those of the file', async () => {
    const pretty = JSON.stringify(JSON.parse(String(chatAnswer('two\nlines').body)), null, 2).replaceAll('\n', '\r\n');
    upstream.play({ headers: { 'content-type': 'application/json' }, body: pretty });
    const batch = await ended(await begin(jsonl(chatLine('one', 'C1'))));
    const [line] = await linesOf(batch.output_file_id);
    expect(JSON.stringify(line)).toContain('two\\nlines');
  });

  test('responses and embeddings are asked for as well', async () => {
    const response = {
      ...{ custom_id: 'r', method: 'POST', url: '/v1/responses' },
      body: { model: 'first', input: [{ role: 'user', content: 'D1' }] },
    };
    const responses = await ended(await begin(jsonl(response), '/v1/responses'));
    expect(await linesOf(responses.output_file_id)).toMatchObject([
      { custom_id: 'r', response: { status_code: 200, body: { object: 'response', status: 'completed' } } },
    ]);
    const embedding = {
      custom_id: 'e',
      method: 'POST',
      url: '/v1/embeddings',
      body: { model: 'vectors', input: 'four' },
    };
    const embeddings = await ended(await begin(jsonl(embedding), '/v1/embeddings'));
    expect(await linesOf(embeddings.output_file_id)).toMatchObject([
      { custom_id: 'e', response: { status_code: 200, body: { object: 'list', data: [{ embedding: [4, 0.5] }] } } },
    ]);
  });

  test('a file with faults asks nothing, and each fault is named with its line', async () => {
    const before = upstream.requests.length;
    const { custom_id: _id, ...nameless } = chatLine('x', 'a') as Record<string, unknown>;
    const lines = [
      chatLine('one', 'a'),
      '{"broken',
      nameless,
      chatLine('one', 'a'),
      { ...(chatLine('two', 'a') as object), url: '/v1/embeddings' },
      { ...(chatLine('three', 'a') as object), method: 'GET' },
      chatLine('four', 'a', { stream: true }),
      { ...(chatLine('five', 'a') as object), body: 'text' },
    ];
    const batch = await ended(await begin(jsonl(...lines)));
    expect(batch).toMatchObject({
      ...{ status: 'failed', failed_at: expect.any(Number), output_file_id: null, error_file_id: null },
      request_counts: { total: 0, completed: 0, failed: 0 },
    });
    expect(batch.errors?.data?.map(({ code, line, param }) => [line, code, param])).toEqual([
      [2, 'invalid_json_line', null],
      [3, 'missing_required_parameter', 'custom_id'],
      [4, 'duplicate_custom_id', 'custom_id'],
      [5, 'invalid_url', 'url'],
      [6, 'invalid_method', 'method'],
      [7, 'unsupported_parameter', 'body.stream'],
      [8, 'invalid_type', 'body'],
    ]);
    expect(upstream.requests).toHaveLength(before);
    expect((await ended(await begin('\n \n'))).errors?.data).toMatchObject([{ code: 'empty_file' }]);
  });

  test('what makes no batch is refused by name', async () => {
    const id = await upload('a', client);
    const good = { input_file_id: id, endpoint: chat, completion_window: '24h' };
    const output = await ended(await begin(jsonl(chatLine('one', 'a'))));
    const cases: readonly (readonly [object, string])[] = [
      [{ ...good, input_file_id: undefined }, 'input_file_id'],
      [{ ...good, input_file_id: 'file-0' }, 'input_file_id'],
      [{ ...good, input_file_id: output.output_file_id }, 'input_file_id'],
      [{ ...good, endpoint: '/v1/messages' }, 'endpoint'],
      [{ ...good, endpoint: '/v1/completions' }, 'endpoint'],
      [{ ...good, completion_window: '48h' }, 'completion_window'],
      [{ ...good, metadata: { a: 1 } }, 'metadata'],
      [{ ...good, output_expires_after: { anchor: 'created_at', seconds: 1 } }, 'output_expires_after[seconds]'],
      [{ ...good, priority: 'high' }, 'priority'],
    ];
    for (const [body, param] of cases) {
      const answer = await fetch(`${gateway.url}/v1/batches`, { method: 'POST', body: JSON.stringify(body) });
      expect([answer.status, (await answer.json()) as unknown]).toMatchObject([400, { error: { param } }]);
    }
    await expect(client.batches.retrieve('batch_0')).rejects.toMatchObject({ status: 404, code: 'batch_not_found' });
    await expect(client.batches.cancel('batch_0')).rejects.toMatchObject({ status: 404 });
    await expect(client.batches.cancel(output.id)).rejects.toMatchObject({ status: 409 });
  });

  test('batches are listed newest first, page by page, with their metadata', async () => {
    const input = await upload(jsonl(chatLine('one', 'E1')), client);
    const ids: string[] = [];
    for (const name of ['a', 'b']) {
      const params = { input_file_id: input, endpoint: chat, completion_window: '24h', metadata: { name } } as const;
      ids.unshift((await client.batches.create(params)).id);
    }
    const listed: OpenAI.Batch[] = [];
    for await (const batch of client.batches.list({ limit: 1 })) listed.push(batch);
    expect(listed.slice(0, 2).map(({ id }) => id)).toEqual(ids);
    expect(listed[0]?.metadata).toEqual({ name: 'b' });
    for (const id of ids) await ended(id);
  });

  test('no more requests are under way at a time than is configured, and clients are served meanwhile', async () => {
    let running = 0;
    let most = 0;
    upstream.play((request) => {
      if (request.body.includes('client')) return chatAnswer('served');
      running += 1;
      most = Math.max(most, running);
      setTimeout(() => {
        running -= 1;
      }, 25);
      return { ...chatAnswer('slow'), delayMs: 30 };
    });
    const text = jsonl(...Array.from({ length: 12 }, (_, index) => chatLine(`n${index}`, `F${index}`)));
    const [first, second] = [await begin(text), await begin(text)];
    const served = await client.chat.completions.create({
      ...{ model: 'first', messages: [{ role: 'user', content: 'client' }] },
    });
    expect(served.choices[0]?.message.content).toBe('served');
    for (const id of [first, second]) {
      expect(await ended(id)).toMatchObject({ request_counts: { total: 12, completed: 12 } });
    }
    expect(most).toBe(3);
  });

  test('a batch that is cancelled lets go of the provider, and keeps what it has', async () => {
    const text = jsonl(chatLine('one', 'G1'), chatLine('two', 'G2'), chatLine('three', 'G3'), chatLine('four', 'G4'));
    upstream.play((request) => (request.body.includes('G1') ? chatAnswer('in time') : { body: [{ stall: true }] }));
    const id = await begin(text);
    await eventually(() => askedOf('G4') === 1, 'all lines are asked');
    expect(await client.batches.retrieve(id)).toMatchObject({
      ...{ status: 'in_progress', request_counts: { total: 4, completed: 1, failed: 0 }, output_file_id: null },
    });
    const input = (await client.batches.retrieve(id)).input_file_id;
    await expect(client.files.delete(input)).rejects.toMatchObject({ status: 409, code: 'file_in_use' });
    expect(await client.batches.cancel(id)).toMatchObject({ status: 'cancelling', cancelling_at: expect.any(Number) });
    const left = upstream.requests.filter(({ body }) => /G[234]/.test(body)).map(({ clientLeft }) => clientLeft);
    expect(left).toHaveLength(3);
    await Promise.all(left);
    const batch = await ended(id);
    expect(batch).toMatchObject({ status: 'cancelled', request_counts: { total: 4, completed: 1, failed: 0 } });
    expect(await linesOf(batch.output_file_id)).toMatchObject([{ custom_id: 'one' }]);
    expect(batch.error_file_id).toBeNull();
    expect(await client.files.delete(input)).toMatchObject({ deleted: true });
  });
});

test('the API’s own description names only paths that are served', async () => {
  const batch = await ended(await begin(jsonl(chatLine('one', 'a'))));
  const { paths } = (await (await gateway.get('/openapi.json')).json()) as { paths: Record<string, object> };
  const own = Object.entries(paths).filter(([path]) => /^\/v1\/(files|batches)/.test(path));
  expect(own).toHaveLength(6);
  // What is asked without what it needs is refused, but found.
  const refused = { 'post /v1/files': 400, 'post /v1/batches': 400, 'post /v1/batches/{id}/cancel': 409 };
  for (const [path, operations] of own) {
    for (const method of Object.keys(operations).filter((name) => name !== 'parameters')) {
      const id = path.startsWith('/v1/files') ? await upload('a', client) : batch.id;
      const answer = await fetch(`${gateway.url}${path.replace('{id}', id)}`, { method });
      const asked = `${method} ${path}`;
      expect([asked, answer.status]).toEqual([asked, new Map(Object.entries(refused)).get(asked) ?? 200]);
    }
  }
});

test('after a restart a batch goes on, and asks nothing twice that was answered', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'cato-batches-'));
  try {
    const first = await startTestGateway(config(upstream.url), {}, directory);
    let isStuck = true;
    upstream.play((request) => (isStuck && request.body.includes('H2') ? { body: [{ stall: true }] } : echo(request)));
    const text = jsonl(chatLine('one', 'H1'), chatLine('two', 'H2'), chatLine('three', 'H3'));
    const id = await begin(text, chat, clientOf(first));
    await eventually(() => askedOf('H3') === 1, 'the last line is asked');
    for (let done = 0; done < 2; ) done = (await clientOf(first).batches.retrieve(id)).request_counts?.completed ?? 0;
    await first.drain();
    isStuck = false;
    const second = await startTestGateway(config(upstream.url), {}, directory);
    const batch = await ended(id, clientOf(second));
    expect(batch).toMatchObject({ status: 'completed', request_counts: { total: 3, completed: 3, failed: 0 } });
    expect(await linesOf(batch.output_file_id, clientOf(second))).toMatchObject([
      ...[{ custom_id: 'one' }, { custom_id: 'two' }, { custom_id: 'three' }],
    ]);
    expect([askedOf('H1'), askedOf('H2'), askedOf('H3')]).toEqual([1, 2, 1]);
    await second.drain();
  } finally {
    rmSync(directory, { recursive: true });
  }
});
