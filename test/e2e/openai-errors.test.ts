import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import OpenAI, {
  APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
} from 'openai';
import { chatAnswer, chatChunk, chatError, chatSteps, roleChunk } from '../support/chat-wire.ts';
import { eventually, mockConfig, startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';

const masterKey = 'master-key-abcdefghij';
/** The gateway makes no attempts of its own here, so that those of the client can be counted. */
const noRetries = 'resilience: { retries: 0 }\nlimits: { maxBodyBytes: 50000 }\n';

let upstream: ScriptedUpstream;
let gateway: TestGateway;
let client: OpenAI;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway(mockConfig(upstream.url, noRetries), { CATO_MASTER_KEY: masterKey });
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: masterKey });
});
beforeEach(() => upstream.play(chatAnswer('unexpected')));
afterAll(async () => {
  await gateway.drain();
  await upstream.close();
});

const question = { model: 'test', messages: [{ role: 'user' as const, content: 'Hello' }] };

async function thrownBy(promise: Promise<unknown>): Promise<APIError> {
  const thrown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof APIError)) throw new Error(`no APIError, but ${thrown}`);
  return thrown;
}

describe('scenarios with a scripted provider: the OpenAI client meets', () => {
  test('a wrong key: AuthenticationError, at once', async () => {
    const stranger = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'wrong' });
    const error = await thrownBy(stranger.chat.completions.create(question));
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key' });
    expect(error.message).toContain('CATO_MASTER_KEY');
    expect((await client.chat.completions.create(question)).choices[0]?.message.content).toBe('unexpected');
  });

  test('an unknown model: NotFoundError that names close ones', async () => {
    const error = await thrownBy(client.chat.completions.create({ ...question, model: 'tset' }));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
    expect(error.message).toContain('`test`');
    expect(await thrownBy(client.models.retrieve('tset'))).toBeInstanceOf(NotFoundError);
  });

  test('a parameter the provider refuses: BadRequestError that names it', async () => {
    upstream.play(
      chatError(400, {
        message: 'Invalid temperature.',
        type: 'invalid_request_error',
        param: 'temperature',
        code: null,
      }),
    );
    const error = await thrownBy(client.chat.completions.create({ ...question, temperature: 9 }));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ param: 'temperature', requestID: expect.stringMatching(/^req_/) });
    expect(error.message).toContain('Invalid temperature.');
  });

  test('a body over the limit: 413', async () => {
    const messages = [{ role: 'user' as const, content: 'x'.repeat(200_000) }];
    const error = await thrownBy(client.chat.completions.create({ ...question, messages }));
    expect(error).toMatchObject({ status: 413, code: 'request_too_large' });
  });

  test('a rate limit: RateLimitError with the time to come back', async () => {
    upstream.play(chatError(429, { message: 'slow down', code: 'rate_limit_exceeded' }, { 'retry-after': '90' }));
    const error = await thrownBy(
      // Of a model of its own: it is left alone for so long.
      client.chat.completions.create({ ...question, model: 'mock/limited' }, { maxRetries: 0 }),
    );
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error.code).toBe('rate_limit_exceeded');
    expect(error.headers?.get('retry-after')).toBe('90');
    expect(error.headers?.get('retry-after-ms')).toBe('90000');
  });

  test('a rate limit that is soon over: it comes back by itself, when it was told to', async () => {
    // Longer than the gateway itself waits, were it to retry.
    upstream.play(
      chatError(429, { message: 'slow down' }, { 'retry-after-ms': '20' }),
      chatAnswer('second time lucky'),
    );
    const before = upstream.requests.length;
    const { choices } = await client.chat.completions.create(question);
    expect(choices[0]?.message.content).toBe('second time lucky');
    expect(upstream.requests.length).toBe(before + 2);
    expect(gateway.events('request').at(-1)).toMatchObject({ status: 200, clientRetries: 1 });
  });

  test('a provider that fails: InternalServerError, and no retries on top of the gateway’s own', async () => {
    upstream.play(chatError(500, { message: 'oops', type: 'server_error' }));
    const before = upstream.requests.length;
    const error = await thrownBy(client.chat.completions.create(question));
    expect(error).toBeInstanceOf(InternalServerError);
    expect(error).toMatchObject({ status: 502, code: 'upstream_fault' });
    expect(error.headers?.get('x-should-retry')).toBe('false');
    expect(upstream.requests.length).toBe(before + 1);
  });

  test('a stream that breaks: APIError in the middle, after what was sent', async () => {
    upstream.play(chatSteps({ send: roleChunk + chatChunk({ content: 'half an' }) }, { waitMs: 20 }, { cut: 'close' }));
    let text = '';
    const read = async (): Promise<void> => {
      for await (const { choices } of await client.chat.completions.create({ ...question, stream: true })) {
        text += choices[0]?.delta.content ?? '';
      }
    };
    const error = await thrownBy(read());
    expect(text).toBe('half an');
    expect(error).toMatchObject({ code: 'broken_answer' });
    upstream.play(chatSteps({ send: roleChunk + chatChunk({ content: 'half an' }) }, { waitMs: 20 }, { cut: 'close' }));
    const helper = client.chat.completions.stream(question);
    expect(await thrownBy(helper.finalChatCompletion())).toBeInstanceOf(APIError);
  });

  test.each([false, true])(
    'its own change of mind: the provider is let go within a second (streamed: %s)',
    async (stream) => {
      upstream.play(
        stream
          ? chatSteps({ send: roleChunk + chatChunk({ content: 'x' }) }, { stall: true })
          : chatSteps({ stall: true }),
      );
      const before = upstream.requests.length;
      const leaving = new AbortController();
      const asking = client.chat.completions.create({ ...question, stream }, { signal: leaving.signal });
      const read = async (): Promise<void> => {
        const answer = await asking;
        if (Symbol.asyncIterator in answer) for await (const _chunk of answer) leaving.abort();
      };
      const reading = read().catch((error: unknown) => error);
      await eventually(() => upstream.requests.length > before, 'the upstream call');
      if (!stream) leaving.abort();
      const late = new Promise((resolve) => setTimeout(resolve, 1000, 'late').unref());
      expect(await Promise.race([upstream.requests[before]?.clientLeft, late])).toBeUndefined();
      // A stream that is aborted ends; an answer that is awaited is an error.
      expect(await reading).toEqual(stream ? undefined : expect.any(APIUserAbortError));
    },
  );
});
