import Anthropic, {
  APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
} from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Bed, clientKey, models, startBed, type Vendor } from '../../scripts/clients/bed.ts';
import { said, signature } from '../../scripts/clients/upstream/scenario.ts';
import { countedTokens, type UpstreamRequest } from '../../scripts/clients/upstream/start-upstream.ts';
import { eventually } from '../support/running-gateway.ts';

let bed: Bed;
let client: Anthropic;

beforeAll(async () => {
  bed = await startBed();
  client = new Anthropic({ baseURL: bed.gateway.url, apiKey: clientKey, maxRetries: 0 });
});
afterAll(() => bed.close());

const tide = { name: 'get_tide', input_schema: { type: 'object' as const, properties: { port: { type: 'string' } } } };
const pixel = 'iVBORw0KGgo=';
const thinking = { type: 'enabled' as const, budget_tokens: 1024 };

function ask(model: string, content: Anthropic.MessageParam['content']) {
  return { model, max_tokens: 4000, messages: [{ role: 'user' as const, content }] };
}

function textOf({ content }: Anthropic.Message): string {
  return content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}

function callsOf({ content }: Anthropic.Message): Anthropic.ToolUseBlock[] {
  return content.filter((block) => block.type === 'tool_use');
}

function resultsOf(answer: Anthropic.Message): Anthropic.MessageParam[] {
  const results = callsOf(answer).map(({ id }, index) => ({
    type: 'tool_result' as const,
    tool_use_id: id,
    content: `result ${index}`,
  }));
  return [
    { role: 'assistant', content: answer.content },
    { role: 'user', content: results },
  ];
}

function lastRequest(vendor: Vendor): UpstreamRequest {
  const request = bed.upstreams[vendor].requests.at(-1);
  if (!request) throw new Error('the provider was not asked');
  return request;
}

async function errorOf(asking: Promise<unknown>): Promise<unknown> {
  return asking.then(
    () => null,
    (error: unknown) => error,
  );
}

describe.each([
  ['a target of its own format', 'anthropic'],
  ['a target that speaks Chat Completions', 'openai'],
] as const)('Anthropic’s SDK at %s', (_title, vendor) => {
  const model = models[vendor];

  test('is answered in text, with the id of the request', async () => {
    const body = { ...ask(model, 'scenario:text'), system: 'You know the tides.' };
    const { data, response, request_id } = await client.messages.create(body).withResponse();
    expect(textOf(data)).toBe(said.text);
    expect(data).toMatchObject({ type: 'message', role: 'assistant', stop_reason: 'end_turn' });
    expect(data.usage).toMatchObject({ input_tokens: 12, cache_read_input_tokens: 8, output_tokens: 7 });
    expect(request_id).toMatch(/^req_/);
    expect(response.headers.get('x-cato-request-id')).toBe(request_id);
    expect(JSON.stringify(lastRequest(vendor).body)).toContain('You know the tides.');
  });

  test('is streamed to, event by event', async () => {
    const pieces: string[] = [];
    const stream = client.messages.stream(ask(model, 'scenario:text')).on('text', (piece) => pieces.push(piece));
    const answer = await stream.finalMessage();
    expect(pieces.join('')).toBe(said.text);
    expect(pieces.length).toBeGreaterThan(3);
    expect(answer.stop_reason).toBe('end_turn');
    expect(answer.usage).toMatchObject({ input_tokens: 12, cache_read_input_tokens: 8, output_tokens: 7 });
    expect(stream.request_id).toMatch(/^req_/);
  });

  test.each([false, true])(
    'has tools called in parallel and gives their results back (streamed: %s)',
    async (stream) => {
      const body = { ...ask(model, 'scenario:parallel'), tools: [tide] };
      const answer = stream ? await client.messages.stream(body).finalMessage() : await client.messages.create(body);
      expect(answer.stop_reason).toBe('tool_use');
      expect(callsOf(answer).map(({ name, input }) => [name, input])).toEqual([
        ['get_tide', { port: 'Brest' }],
        ['get_tide', { port: 'Hull' }],
      ]);
      expect(new Set(callsOf(answer).map(({ id }) => id)).size).toBe(2);
      const next = await client.messages.create({ ...body, messages: [...body.messages, ...resultsOf(answer)] });
      expect(textOf(next)).toBe('Results: result 0 | result 1');
    },
  );

  test('shows images', async () => {
    const source = { type: 'base64' as const, media_type: 'image/png' as const, data: pixel };
    const content = [
      { type: 'text' as const, text: 'scenario:image' },
      { type: 'image' as const, source },
    ];
    const bytes = Buffer.from(pixel, 'base64').length;
    expect(textOf(await client.messages.create(ask(model, content)))).toBe(`Images: image/png ${bytes}`);
  });

  test.each([false, true])('reads the thinking and sends it back (streamed: %s)', async (stream) => {
    const body = { ...ask(model, 'scenario:thought'), tools: [tide], thinking };
    const answer = stream ? await client.messages.stream(body).finalMessage() : await client.messages.create(body);
    expect(answer.content[0]).toMatchObject({ type: 'thinking', thinking: said.reasoning });
    const next = await client.messages.create({ ...body, messages: [...body.messages, ...resultsOf(answer)] });
    expect(textOf(next)).toBe(vendor === 'anthropic' ? `Signatures: ${signature}` : 'Signatures: ');
    if (vendor === 'anthropic')
      expect(lastRequest(vendor).body.messages).toMatchObject([{}, { content: answer.content }, {}]);
  });

  test('is told an error by its class', async () => {
    const limited = await errorOf(client.messages.create(ask(`${model}-limited`, 'scenario:limited')));
    expect(limited).toBeInstanceOf(RateLimitError);
    if (!(limited instanceof RateLimitError)) return;
    expect(limited.headers.get('retry-after')).toBe('1');
    expect(limited.error).toMatchObject({ type: 'error', error: { type: 'rate_limit_error' } });
    expect(limited.requestID).toMatch(/^req_/);

    const bad = await errorOf(client.messages.create(ask(model, 'scenario:bad')));
    expect(bad).toBeInstanceOf(BadRequestError);
    expect(String(bad)).toContain('The script takes no such thing.');

    const overloaded = await errorOf(client.messages.create(ask(model, 'scenario:overloaded')));
    expect(overloaded).toBeInstanceOf(InternalServerError);
    expect(overloaded).toMatchObject({ error: { error: { type: 'overloaded_error' } } });
  });

  test('throws when its stream breaks', async () => {
    let text = '';
    const stream = client.messages.stream(ask(model, 'scenario:break')).on('text', (piece) => {
      text += piece;
    });
    const error = await errorOf(stream.finalMessage());
    expect(text).toBe('One');
    expect(error).toBeInstanceOf(APIError);
    expect(String(error)).toContain('overloaded_error');
  });

  test.each([false, true])('that aborts frees the provider within a second (streamed: %s)', async (stream) => {
    const leaving = new AbortController();
    const before = bed.upstreams[vendor].requests.length;
    const body = ask(model, 'scenario:stall');
    const asking = stream
      ? client.messages.stream(body, { signal: leaving.signal }).finalMessage()
      : client.messages.create(body, { signal: leaving.signal });
    const outcome = errorOf(asking);
    await eventually(() => bed.upstreams[vendor].requests.length > before, 'the call of the provider');
    await new Promise((resolve) => setTimeout(resolve, 50));
    leaving.abort();
    await eventually(() => lastRequest(vendor).leftAt !== null, 'the end of the provider’s call', 1000);
    expect(await outcome).toBeInstanceOf(APIUserAbortError);
  });
});

describe('the Messages API', () => {
  test('takes betas along to a target of its own format, whatever the query says', async () => {
    const betas = ['context-management-2025-06-27', 'made-up-2031-01-01'];
    const body = ask(models.anthropic, 'scenario:text');
    const response = await fetch(`${bed.gateway.url}/v1/messages?beta=true`, {
      method: 'POST',
      headers: { 'x-api-key': clientKey, 'anthropic-beta': betas.join(',') },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    expect(lastRequest('anthropic').headers['anthropic-beta']).toBe(betas.join(','));
    await client.beta.messages.create({ ...body, model: models.openai, betas });
    expect(lastRequest('openai').headers['anthropic-beta']).toBeUndefined();
  });

  test.each(['', '/v1'])('is found by a client whose base URL ends in %j', async (end) => {
    const own = new Anthropic({ baseURL: `${bed.gateway.url}${end}`, apiKey: clientKey, maxRetries: 0 });
    expect(textOf(await own.messages.create(ask(models.openai, 'scenario:text')))).toBe(said.text);
    const { messages } = ask('', 'hello');
    await expect(own.messages.countTokens({ model: models.openai, messages })).resolves.toBeDefined();
  });

  test('takes its key as a bearer or in x-api-key, and keeps it', async () => {
    const bearer = new Anthropic({ baseURL: bed.gateway.url, apiKey: null, authToken: clientKey, maxRetries: 0 });
    await expect(bearer.messages.create(ask(models.anthropic, 'scenario:text'))).resolves.toBeDefined();
    expect(JSON.stringify(lastRequest('anthropic').headers)).not.toContain(clientKey);
    const stranger = new Anthropic({ baseURL: bed.gateway.url, apiKey: 'another', maxRetries: 0 });
    const error = await errorOf(stranger.messages.create(ask(models.anthropic, 'scenario:text')));
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ error: { type: 'error', error: { type: 'authentication_error' } } });
  });

  test('knows no model that nobody has', async () => {
    const error = await errorOf(client.messages.create(ask('no-such-model', 'hello')));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ error: { error: { type: 'not_found_error', param: 'model' } } });
  });
});

describe('counting tokens', () => {
  const counted = { messages: [{ role: 'user' as const, content: 'How high is the tide at Brest today?' }] };

  test('is the provider’s to do where the target speaks the format', async () => {
    const body = { ...counted, model: models.anthropic, tools: [tide] };
    const { data, response } = await client.messages.countTokens(body).withResponse();
    expect(data).toEqual({ input_tokens: countedTokens });
    expect(response.headers.get('x-cato-changes')).toBeNull();
    expect(response.headers.get('x-cato-target')).toBe('messages/scripted');
    expect(response.headers.get('request-id')).toMatch(/^req_/);
    expect(lastRequest('anthropic')).toMatchObject({
      path: '/v1/messages/count_tokens',
      body: { ...body, model: 'scripted' },
    });
  });

  test('is an estimate, and says so, where nobody else counts', async () => {
    const { data, response } = await client.messages.countTokens({ ...counted, model: models.openai }).withResponse();
    expect(data.input_tokens).toBeGreaterThan(3);
    expect(data.input_tokens).toBeLessThan(30);
    expect(response.headers.get('x-cato-changes')).toBe('input_tokens estimated: chat/scripted does not count them');
  });

  test('is refused for a conversation that is malformed, in the format’s own words', async () => {
    const messages = [{ role: 'user', content: [{ type: 'text' }] }];
    const response = await fetch(`${bed.gateway.url}/v1/messages/count_tokens?beta=true`, {
      method: 'POST',
      headers: { 'x-api-key': clientKey },
      body: JSON.stringify({ model: models.openai, messages }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: { type: 'invalid_request_error', param: 'messages.0.content.0.text' },
      request_id: expect.stringMatching(/^req_/),
    });
    const unknown = await errorOf(client.messages.countTokens({ ...counted, model: 'no-such-model' }));
    expect(unknown).toBeInstanceOf(NotFoundError);
  });
});

describe('the list of models', () => {
  test('comes in pages to Anthropic’s clients', async () => {
    const ids: string[] = [];
    for await (const model of client.models.list({ limit: 3 })) {
      expect(model).toMatchObject({ type: 'model', display_name: model.id });
      ids.push(model.id);
    }
    expect(ids).toEqual(expect.arrayContaining([models.openai, models.anthropic]));
    expect(new Set(ids).size).toBe(ids.length);
    const page = await client.models.list({ limit: 2, after_id: ids[2] ?? '' });
    expect(page.data.map(({ id }) => id)).toEqual(ids.slice(3, 5));
    const before = await client.models.list({ limit: 2, before_id: ids[3] ?? '' });
    expect(before.data.map(({ id }) => id)).toEqual(ids.slice(1, 3));
  });

  test('has each model, and says in the client’s words what it has not', async () => {
    await expect(client.models.retrieve(models.openai)).resolves.toMatchObject({ id: models.openai, type: 'model' });
    await expect(client.models.retrieve('messages/scripted')).resolves.toMatchObject({ id: 'messages/scripted' });
    expect(await errorOf(client.models.retrieve('no-such-model'))).toMatchObject({
      status: 404,
      error: { type: 'error', error: { type: 'not_found_error' } },
    });
    const limit = await errorOf(client.models.list({ limit: 0 }));
    expect(limit).toMatchObject({ status: 400, error: { error: { param: 'limit' } } });
    const both = await errorOf(client.models.list({ after_id: 'a', before_id: 'b' }));
    expect(both).toMatchObject({ status: 400, error: { error: { param: 'before_id' } } });
    const stage = await bed.gateway.get('/v1/models?lifecycle[]=young', {
      ...{ authorization: `Bearer ${clientKey}`, 'anthropic-version': '2023-06-01' },
    });
    expect([stage.status, await stage.json()]).toMatchObject([400, { error: { param: 'lifecycle' } }]);
  });

  test('tells what is known of each, and lists by the stage of its life', async () => {
    const model = await client.models.retrieve(models.anthropic);
    expect(model).toMatchObject({
      ...{ lifecycle: 'active', retires_at: null, line: null, max_input_tokens: null },
      capabilities: { image_input: { supported: true }, citations: { supported: true }, batch: { supported: false } },
    });
    const other = await client.models.retrieve(models.openai);
    expect(other.capabilities).toMatchObject({ pdf_input: { supported: true }, citations: { supported: false } });
    const retired = await client.models.list({ lifecycle: ['retired'] });
    expect(retired.data).toEqual([]);
    const all = await client.models.list({ lifecycle: ['active', 'deprecated'] });
    expect(all.data.length).toBeGreaterThan(1);
  });

  test('keeps OpenAI’s shape for everybody else', async () => {
    const response = await bed.gateway.get('/v1/models', { authorization: `Bearer ${clientKey}` });
    expect(await response.json()).toMatchObject({ object: 'list', data: expect.any(Array) });
  });
});
