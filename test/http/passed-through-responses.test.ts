import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';
import { cutAfter, type ScriptedAnswer } from '../support/scripted-upstream-answer.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/openai-responses/${name}`, import.meta.url), 'utf8');
const whole = JSON.stringify(JSON.parse(fixture('text.json')).body);
const stream = fixture('text.sse');
const said = 'The tide is high. 潮は満ちた。';

const json = (body: string): ScriptedAnswer => ({ headers: { 'content-type': 'application/json' }, body });
const events = (body: string): ScriptedAnswer => ({ headers: { 'content-type': 'text/event-stream' }, body });

interface Told {
  readonly type: string;
  readonly sequence_number: number;
  readonly response?: { readonly id: string; readonly store: boolean; readonly output: readonly { id: string }[] };
}

const data = mkdtempSync(join(tmpdir(), 'cato-passed-'));
let upstream: ScriptedUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  const provider = `{ kind: openai, baseUrl: "${upstream.url}/v1", apiKey: provider-key-0123456789 }`;
  gateway = await startTestGateway(
    `version: 1
allowLiteralSecrets: true
providers: { one: ${provider}, other: ${provider} }
targets: { m: { provider: one, model: m }, spare: { provider: other, model: m } }
routes: { both: { targets: [m, spare] } }
`,
    {},
    data,
  );
});
beforeEach(() => upstream.play(json(whole)));
afterAll(async () => {
  await gateway.drain();
  await upstream.close();
  rmSync(data, { recursive: true });
});

async function ask(body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${gateway.url}/v1/responses`, { method: 'POST', headers, body: JSON.stringify(body) });
}

interface Stored {
  readonly id: string;
  readonly created_at: number;
  readonly output?: unknown;
  readonly data?: unknown;
}

async function read(path: string): Promise<Stored> {
  return toObject(await gateway.get(path));
}

async function toObject(answer: Response): Promise<Stored> {
  return JSON.parse(await answer.text());
}

function toInput(said: string | object): object {
  return typeof said === 'string' ? { role: 'user', content: said } : said;
}

function lastAsked() {
  return JSON.parse(upstream.requests.at(-1)?.body ?? '{}');
}

async function toldBy(answer: Response): Promise<readonly Told[]> {
  const text = await answer.text();
  return [...text.matchAll(/^data: (\{.*)$/gm)].map(([, data = '']) => JSON.parse(data));
}

describe('a stored response of a provider that speaks the format', () => {
  test('is passed through, but for what the gateway owns of it', async () => {
    const answer = await toObject(await ask({ model: 'm', input: 'Hi', a_field_of_tomorrow: [1.0] }));
    expect(lastAsked()).toMatchObject({ model: 'm', input: 'Hi', store: false, a_field_of_tomorrow: [1] });
    const { id, created_at, store, ...rest } = JSON.parse(whole);
    expect(answer).toEqual({ ...rest, id: answer.id, created_at: answer.created_at, store: true });
    expect(answer.id).toMatch(/^resp_[0-9a-f]{48}$/);
    expect([id, store]).not.toEqual([answer.id, true]);
    expect(answer.created_at).not.toBe(created_at);
  });

  test('is found again as it was answered, with what was asked', async () => {
    const answer = await toObject(await ask({ model: 'm', input: 'Hi' }));
    expect(await read(`/v1/responses/${answer.id}`)).toEqual(answer);
    const { data } = await read(`/v1/responses/${answer.id}/input_items`);
    expect(data).toMatchObject([{ role: 'user', content: [{ text: 'Hi' }] }]);
  });

  test('is streamed under one id, and found again as its last event tells it', async () => {
    upstream.play(events(stream));
    const told = await toldBy(await ask({ model: 'm', input: 'Hi', stream: true }));
    const responses = told.flatMap(({ response }) => response ?? []);
    expect(new Set(responses.map(({ id, store }) => `${id} ${store}`)).size).toBe(1);
    const last = responses.at(-1);
    expect(last).toMatchObject({ store: true, status: 'completed' });
    expect(await read(`/v1/responses/${last?.id}`)).toEqual(last);
  });

  test('is continued with what was said', async () => {
    const { id } = await toObject(await ask({ model: 'm', input: 'Hi' }));
    expect((await ask({ model: 'm', input: 'And now?', previous_response_id: id })).status).toBe(200);
    expect(JSON.stringify(lastAsked().input)).toMatch(new RegExp(`Hi.*${said}.*And now`));
  });

  test.each([
    ['whole', json(whole)],
    ['streamed', events(stream)],
  ])('can be referred to by the ids that its provider gave its items: %s', async (how, played) => {
    upstream.play(played);
    const answer = await ask({ model: 'm', input: 'Hi', stream: how === 'streamed' });
    const told: Told['response'] =
      how === 'streamed' ? (await toldBy(answer)).at(-1)?.response : JSON.parse(await answer.text());
    const item = told?.output[0];
    upstream.play(json(whole));
    const reference = { type: 'item_reference', id: item?.id };
    for (const store of [true, false]) {
      const again = await ask({ model: 'm', input: ['Hi', reference, 'And now?'].map(toInput), store });
      expect(await again.json()).toMatchObject({ status: 'completed', store });
      expect(lastAsked().input).toMatchObject([
        { role: 'user' },
        { role: 'assistant', id: item?.id },
        { role: 'user' },
      ]);
      expect(JSON.stringify(lastAsked().input)).toContain(said);
    }
  });

  test.each([true, false])('names an item that is not known, whoever made its id (store: %s)', async (store) => {
    const asked = upstream.requests.length;
    const answer = await ask({ model: 'm', input: [{ type: 'item_reference', id: 'msg_nowhere' }], store });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'item_not_found', param: 'input[0]' } });
    expect(upstream.requests.length).toBe(asked);
  });

  test('keeps the items of a stream whose last event leaves them out', async () => {
    const bare = stream.replace(/"output":\[\{[^\n]*\}\],"parallel/, '"output":[],"parallel');
    expect(bare).not.toBe(stream);
    upstream.play(events(bare));
    const told = await toldBy(await ask({ model: 'm', input: 'Hi', stream: true }));
    const stored = await read(`/v1/responses/${told.at(-1)?.response?.id}`);
    expect(JSON.stringify(stored.output)).toContain(said);
  });

  test('gives items an id to be continued by where the provider gives none', async () => {
    upstream.play(json(whole.replace(/"id":"msg_[^"]*",/, '')));
    const { id } = await toObject(await ask({ model: 'm', input: 'Hi' }));
    expect((await ask({ model: 'm', input: 'And now?', previous_response_id: id })).status).toBe(200);
    expect(JSON.stringify(lastAsked().input)).toContain(said);
  });

  test('is kept whole when its stream broke and another provider went on with it', async () => {
    const to = Buffer.byteLength(stream.slice(0, stream.indexOf('潮は')));
    upstream.play({ headers: { 'content-type': 'text/event-stream' }, body: cutAfter(stream, to) }, events(stream));
    const told = await toldBy(await ask({ model: 'both', input: 'Hi', stream: true }));
    const last = told.at(-1);
    expect(last?.type).toBe('response.completed');
    const stored = await read(`/v1/responses/${last?.response?.id}`);
    expect(stored).toEqual(last?.response);
    expect(JSON.stringify(stored.output)).toContain('The tide is high.');
    expect(told[0]?.response?.id).toBe(stored.id);
    const numbers = told.map(({ sequence_number }) => sequence_number);
    expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
  });

  test.each([
    ['whole', json(whole)],
    ['streamed', events(stream)],
    ['streamed', events(stream.replaceAll('\n', '\r\n'))],
  ])('says that it is not stored when the store is in trouble: %s', async (how, played) => {
    const other = new DatabaseSync(join(data, 'sessions.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    try {
      upstream.play(played);
      const answer = await ask({ model: 'm', input: 'Hi', stream: how === 'streamed' });
      const told = how === 'streamed' ? (await toldBy(answer)).at(-1)?.response : await answer.json();
      expect(told).toMatchObject({ status: 'completed', store: false });
      expect(JSON.stringify(told)).toContain(said);
      other.exec('ROLLBACK');
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect((await gateway.get(`/v1/responses/${Object(told).id}`)).status).toBe(404);
    } finally {
      other.close();
    }
  });

  test('is not there when its stream did not end', async () => {
    upstream.play(events(stream.slice(0, stream.indexOf('event: response.completed'))));
    const told = await toldBy(await ask({ model: 'm', input: 'Hi', stream: true }));
    const id = told[0]?.response?.id;
    expect(told.at(-1)).toMatchObject({ type: 'response.failed', response: { id, status: 'failed' } });
    expect(told.at(-1)?.sequence_number).toBe((told.at(-2)?.sequence_number ?? 0) + 1);
    expect((await gateway.get(`/v1/responses/${id}`)).status).toBe(404);
  });
});
