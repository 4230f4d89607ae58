import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createOpenAiCompatibleChatModel } from '../../../adapters/openai-compatible/openai-compatible-chat-model.ts';
import { createRotatingChatModel } from '../../../adapters/provider-http/credential-rotation.ts';
import type { CredentialCooling } from '../../../adapters/provider-http/credential-turns.ts';
import type { ProviderHttp } from '../../../adapters/provider-http/provider-http.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { Secret } from '../../../core/access/secret.ts';
import type { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { ChatModel } from '../../../core/ports/chat-model.ts';
import { collectStream, createCall } from '../../contracts/chat-model/model-call.ts';
import { readStreamFixture, readWholeFixture } from '../../contracts/chat-model/read-fixture.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import type { ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';

const keys = ['tide-key-one', 'tide-key-two', 'tide-key-three'];
const refused = readWholeFixture('openai', 'error-unauthorized');
const limited = readWholeFixture('openai', 'error-rate-limit');
const forbidden = readWholeFixture('openai', 'error-forbidden');

let upstream: ScriptedUpstream;
let http: ProviderHttp;
let clock: FakeClock;
let chatModel: ChatModel;
let coolings: CredentialCooling[];
/** What the provider answers to a key; the others are served. */
let answers: Map<string, ScriptedAnswer>;

beforeEach(async () => {
  upstream = await startScriptedUpstream();
  http = createUndiciProviderHttp({ baseUrl: upstream.url });
  clock = new FakeClock();
  coolings = [];
  answers = new Map();
  upstream.play(({ headers, body }) => {
    const special = answers.get(headers.authorization?.slice('Bearer '.length) ?? '');
    if (special) return special;
    return JSON.parse(body).stream ? readStreamFixture('openai', 'text') : readWholeFixture('openai', 'text');
  });
  chatModel = createRotatingChatModel({
    models: keys.map((key, index) => ({
      name: `key ${index + 1}`,
      model: createOpenAiCompatibleChatModel({
        http,
        apiKey: new Secret(key),
        streamUsage: true,
        clock,
        userAgent: 'cato/test',
      }),
    })),
    clock,
    onCooling: (cooling) => coolings.push(cooling),
  });
});

afterEach(async () => {
  await http.close();
  await upstream.close();
});

function keysSeen(): string[] {
  return upstream.requests.map(({ headers }) => headers.authorization?.slice('Bearer '.length) ?? '');
}

async function complete(model?: string): Promise<string | undefined> {
  const call = createCall({ stream: false });
  return (await chatModel.complete(model ? { ...call, model } : call)).credential;
}

async function failure(): Promise<GatewayError> {
  return await chatModel.complete(createCall({ stream: false })).then(
    () => Promise.reject(new Error('it was answered')),
    (error: GatewayError) => error,
  );
}

test('credentials are taken in turn, and an answer says whose turn it was', async () => {
  const named = [await complete(), await complete()];
  const { events } = await collectStream(chatModel.answer(createCall()));
  expect([...named, events[0]]).toEqual(['key 1', 'key 2', expect.objectContaining({ credential: 'key 3' })]);
  expect([await complete(), keysSeen()]).toEqual(['key 1', [...keys, keys[0]]]);
});

test('a refused credential costs the call nothing but the try, and is left out for five minutes', async () => {
  answers.set('tide-key-one', refused);
  const { events, failure: thrown } = await collectStream(chatModel.answer(createCall()));
  expect([thrown, events[0]]).toEqual([null, expect.objectContaining({ type: 'accepted', credential: 'key 2' })]);
  expect(events.filter(({ type }) => type === 'accepted')).toHaveLength(1);
  for (let call = 0; call < 4; call += 1) await complete();
  expect(keysSeen().filter((key) => key === 'tide-key-one')).toHaveLength(1);
  expect(coolings).toEqual([{ credential: 'key 1', model: 'tide-model-1', kind: 'upstream-auth', coolMs: 300_000 }]);
  answers.clear();
  await clock.advance(300_000);
  for (let call = 0; call < 3; call += 1) await complete();
  expect(keysSeen().filter((key) => key === 'tide-key-one')).toHaveLength(2);
});

test('a limited credential is left out for as long as the provider says, for that model only', async () => {
  answers.set('tide-key-one', limited);
  expect(await complete()).toBe('key 2');
  answers.clear();
  expect([await complete(), await complete(), await complete()]).toEqual(['key 3', 'key 2', 'key 3']);
  expect(await complete('another-model')).toBe('key 1');
  await clock.advance(7000);
  expect(await complete()).toBe('key 1');
});

test('a refusal holds for models that were asked before as for those that were not', async () => {
  expect(await complete('model-a')).toBe('key 1');
  answers.set('tide-key-one', refused);
  expect(await complete('model-b')).toBe('key 2');
  expect([await complete('model-a'), await complete('model-a'), await complete('model-a')]).toEqual([
    'key 2',
    'key 3',
    'key 2',
  ]);
  expect(await complete('model-c')).toBe('key 2');
  // Once well, once refused.
  expect(keysSeen().filter((key) => key === 'tide-key-one')).toHaveLength(2);
});

test('when all are limited, the earliest wait is told, and then one of them is asked per call', async () => {
  for (const [index, key] of keys.entries()) {
    answers.set(key, { ...limited, headers: { ...limited.headers, 'retry-after': String(9 - 2 * index) } });
  }
  const first = await failure();
  expect([first.kind, first.retryAfterMs, keysSeen()]).toEqual(['rate-limit', 5000, keys]);
  expect((await failure()).kind).toBe('rate-limit');
  expect(keysSeen().slice(3)).toEqual(['tide-key-three']);
});

test('a credential that many calls find limited at once is told of once', async () => {
  for (const key of keys) answers.set(key, limited);
  await Promise.all(Array.from({ length: 6 }, failure));
  expect(coolings.map(({ credential }) => credential).sort()).toEqual(['key 1', 'key 2', 'key 3']);
  expect(coolings.map(({ coolMs }) => coolMs)).toEqual([7000, 7000, 7000]);
});

test('a limit that comes when the answer has begun is not tried with another credential, and the first is left out then', async () => {
  const error = { message: 'Slow down.', type: 'requests', code: 'rate_limit_exceeded' };
  const body = `data: ${JSON.stringify({ error })}\n\n`;
  answers.set('tide-key-one', { headers: { 'content-type': 'text/event-stream' }, body });
  const { events, failure: thrown } = await collectStream(chatModel.answer(createCall()));
  expect([events.map(({ type }) => type), thrown]).toEqual([
    ['accepted'],
    expect.objectContaining({ kind: 'rate-limit' }),
  ]);
  expect(keysSeen()).toEqual(['tide-key-one']);
  expect(coolings).toMatchObject([{ credential: 'key 1', kind: 'rate-limit', coolMs: 1000 }]);
});

test('a limit is told rather than a refusal, and no error holds a key', async () => {
  answers.set('tide-key-one', refused);
  answers.set('tide-key-two', limited);
  answers.set('tide-key-three', refused);
  const error = await failure();
  expect([error.kind, error.retryAfterMs]).toEqual(['rate-limit', 7000]);
  expect(keysSeen()).toEqual(keys);
  answers.set('tide-key-two', refused);
  await clock.advance(400_000);
  const auth = await failure();
  expect(auth.kind).toBe('upstream-auth');
  expect(JSON.stringify([auth.message, coolings])).not.toContain('tide-key');
});

test('a model that a credential may not use is asked with the next one, and the first stays in turn', async () => {
  answers.set('tide-key-one', forbidden);
  expect([await complete(), await complete(), await complete()]).toEqual(['key 2', 'key 3', 'key 2']);
  expect(keysSeen().filter((key) => key === 'tide-key-one')).toHaveLength(2);
  expect(coolings).toEqual([]);
});

test('other failures and broken streams are not tried with another credential', async () => {
  answers.set('tide-key-one', readWholeFixture('openai', 'error-invalid-request'));
  expect((await failure()).kind).toBe('invalid-request');
  answers.set('tide-key-two', readStreamFixture('openai', 'error-in-stream'));
  const { failure: thrown } = await collectStream(chatModel.answer(createCall()));
  expect(thrown).toMatchObject({ kind: 'upstream-fault' });
  expect(keysSeen()).toEqual(['tide-key-one', 'tide-key-two']);
});

test('a call that was given up goes to no further credential', async () => {
  answers.set('tide-key-one', { ...refused, delayMs: 60_000 });
  const controller = new AbortController();
  const asking = collectStream(chatModel.answer(createCall({ signal: controller.signal })));
  while (upstream.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort('gone');
  expect((await asking).failure).toBe('gone');
  expect([keysSeen(), coolings]).toEqual([['tide-key-one'], []]);
});
