import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';
import { APIError } from 'openai';
import {
  type DeployedGateway,
  type DeployedGatewayOptions,
  masterKey,
  masterKeySecret,
  mockDocument,
  startDeployedGateway,
} from '../support/lambda/deployed-gateway.ts';

const chunk = (content: string | null, finish: string | null = null): string =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'mock-model',
    choices: [{ index: 0, delta: content === null ? {} : { content }, finish_reason: finish }],
  })}\n\n`;
const finished = [{ send: `${chunk(null, 'stop')}data: [DONE]\n\n` }];
const eventStream = { 'content-type': 'text/event-stream' };
const whole = {
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'mock-model',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 },
  }),
};
const question = { model: 'test', messages: [{ role: 'user' as const, content: 'Say hello.' }] };
const streamed = { ...question, stream: true as const };

let open: DeployedGateway[] = [];
async function start(options?: DeployedGatewayOptions): Promise<DeployedGateway> {
  const deployed = await startDeployedGateway(options);
  open.push(deployed);
  return deployed;
}
afterEach(async () => {
  for (const deployed of open) expect(deployed.api.complaints).toEqual([]);
  await Promise.all(open.map((deployed) => deployed.close()));
  open = [];
});

describe('the gateway function', () => {
  test('streams an answer as it comes, and gives a whole one', async () => {
    const { client, upstream } = await start();
    upstream.play(
      { headers: eventStream, body: [{ send: chunk('Hel') }, { waitMs: 150 }, { send: chunk('lo') }, ...finished] },
      whole,
    );
    const texts: string[] = [];
    const times: number[] = [];
    for await (const { choices } of await client.chat.completions.create(streamed)) {
      const text = choices[0]?.delta.content;
      if (!text) continue;
      texts.push(text);
      times.push(performance.now());
    }
    expect(texts).toEqual(['Hel', 'lo']);
    // Not collected on the way: the upstream waits this long between the two.
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(75);
    const answer = await client.chat.completions.create(question);
    expect(answer.choices[0]?.message.content).toBe('Hello');
    expect(upstream.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer key-of-the-provider',
      'Bearer key-of-the-provider',
    ]);
  });

  test('wants its key, which nobody but Secrets Manager tells', async () => {
    const { post, gateway, upstream } = await start();
    upstream.play(whole);
    const refused = await post(question, { headers: { authorization: 'Bearer wrong' } });
    expect(refused.status).toBe(401);
    await post(question);
    expect(gateway.output).not.toContain(masterKey);
    expect(gateway.output).not.toContain('key-of-the-provider');
  });

  test('ends a stream that its provider cut with an error', async () => {
    const { client, upstream } = await start({
      document: (url) => mockDocument(url, { resilience: { recovery: 'off', retries: 0 } }),
    });
    upstream.play({ headers: eventStream, body: [{ send: chunk('Hel') }, { waitMs: 5 }, { cut: 'close' }] });
    const seen: string[] = [];
    const read = async (): Promise<void> => {
      for await (const { choices } of await client.chat.completions.create(streamed)) {
        seen.push(choices[0]?.delta.content ?? '');
      }
    };
    await expect(read()).rejects.toThrow(APIError);
    expect(seen.join('')).toBe('Hel');
  });

  test('ends a stream that would outlive the function with an error, and the function goes on', async () => {
    const { post, upstream, gateway } = await start({ timeoutMs: 3_000 });
    upstream.play({ headers: eventStream, body: [{ send: chunk('Hel') }, { stall: true }] }, whole);
    const response = await post(streamed);
    const text = await response.text();
    expect(text).toContain('Hel');
    expect(text).toMatch(/data: \{"error":\{"message":"The answer took longer than the gateway function may run\./);
    await free(gateway);
    expect((await post(question)).status).toBe(200);
    expect(gateway.environments).toHaveLength(1);
    expect(gateway.environments[0]?.isOver).toBe(false);
  });

  test('tells a client whose answer has not begun when its time is over', async () => {
    const { post, upstream } = await start({ timeoutMs: 2_800 });
    upstream.play({ delayMs: 60_000 });
    const response = await post(question);
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining('longer than the gateway') },
    });
  });

  test('notices with the next write that its client has left, and lets go of the provider', async () => {
    const { post, upstream, gateway } = await start();
    const drip = Array.from({ length: 400 }, () => [{ send: chunk('more ') }, { waitMs: 20 }]).flat();
    upstream.play({ headers: eventStream, body: [...drip, ...finished] });
    const leaving = new AbortController();
    const response = await post(streamed, { signal: leaving.signal });
    await response.body?.getReader().read();
    leaving.abort();
    await upstream.requests[0]?.clientLeft;
    expect(upstream.requests).toHaveLength(1);
    await until(async () => gateway.output.includes('"kind":"client-gone"'));
  });

  test('answers what is no request, and goes on', async () => {
    const { gateway, post, upstream } = await start();
    upstream.play(whole);
    for (const event of [{}, { httpMethod: 'TRACE', path: '/v1/models' }, { httpMethod: 'GET', path: ':99999/x' }]) {
      const result = await gateway.invoke(event);
      if (result?.kind !== 'stream') throw new Error(JSON.stringify(result));
      expect(await text(result.body)).toContain('"statusCode":400');
      expect(result.body.trailers).toEqual({});
      await free(gateway);
    }
    expect((await post(question)).status).toBe(200);
    expect(gateway.output).not.toContain('"ERROR"');
    expect(gateway.environments).toHaveLength(1);
  });

  test('opens no connection while it is warm, to the provider or to AWS, whatever is asked', async () => {
    const { post, upstream, services, gateway } = await start();
    upstream.play(({ body }) => (body.includes('"stream":true') ? { headers: eventStream, body: finished } : whole));
    const askAll = async (): Promise<void> => {
      for (const [path, body] of [
        ['/v1/chat/completions', question],
        ['/v1/chat/completions', streamed],
        ['/v1/responses', { model: 'test', input: 'Say hello.', store: true }],
      ] as const) {
        const response = await post(body, { path });
        await response.text();
        expect(response.status).toBe(200);
        await free(gateway);
      }
    };
    await askAll();
    const [connections, calls, asked] = [services.connections(), services.calls.length, upstream.requests.length];
    for (let time = 0; time < 5; time++) await askAll();
    expect(upstream.requests.length - asked).toBe(15);
    const operations = new Set(services.calls.slice(calls).map(({ operation }) => operation));
    expect([...operations].some((operation) => operation.startsWith('DynamoDB.'))).toBe(true);
    expect(new Set(upstream.requests.map(({ connection }) => connection)).size).toBe(1);
    expect(services.connections()).toBe(connections);
    expect(gateway.environments).toHaveLength(1);
  });

  test('loads neither the client behind `fetch` nor HTTP/2 to answer: each costs a start tens of milliseconds', async () => {
    const tell = "setInterval(() => console.log('loaded', process.moduleLoadList.join()), 20).unref()";
    const preload = `--import=data:text/javascript,${encodeURIComponent(tell)}`;
    const { post, upstream, gateway } = await start({ variables: { NODE_OPTIONS: preload } });
    upstream.play({ ...whole, delayMs: 100 });
    expect((await post(question)).status).toBe(200);
    const loaded = gateway.output.slice(gateway.output.lastIndexOf('loaded ')).split('\n')[0]?.split(',');
    expect(loaded).toContain('NativeModule http');
    expect(loaded?.filter((module) => /undici|http2/.test(module))).toEqual([]);
  });

  test('answers two at once in two environments', async () => {
    const { post, upstream, gateway } = await start();
    upstream.play({ ...whole, delayMs: 100 });
    const [one, other] = await Promise.all([post(question), post(question)]);
    expect([one.status, other.status]).toEqual([200, 200]);
    expect(gateway.environments).toHaveLength(2);
  });

  test('says in its log and metrics how it did, as alarms look for it', async () => {
    const { post, upstream, gateway } = await start();
    upstream.play(whole);
    await (await post(question)).text();
    await free(gateway);
    const [request] = gateway.logged().filter(({ message }) => message === 'request');
    expect(request).toMatchObject({ status: 200, target: 'mock/mock-model', service: 'cato' });
    const [metrics] = gateway.logged().filter(({ _aws }) => _aws !== undefined);
    expect(metrics).toMatchObject({ service: 'cato', Requests: 1, Failures: 0 });
    expect(JSON.stringify(metrics)).toContain('"Dimensions":[["service"]]');
  });
});

describe('a start that fails', () => {
  test('is told in the shape of the client, without secrets, and tried again by the next request', async () => {
    const { post, upstream, services, gateway } = await start();
    upstream.play(whole);
    services.broken.add('SecretsManager');
    const refused = await post(question);
    const told = await refused.text();
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(JSON.parse(told)).toMatchObject({ error: { message: expect.stringContaining('cannot start') } });
    expect(told).not.toMatch(/secret|provider-key/i);
    await free(gateway);
    const anthropic = await post({}, { path: '/v1/messages' });
    expect(await anthropic.json()).toMatchObject({ type: 'error', error: { type: 'overloaded_error' } });
    services.broken.delete('SecretsManager');
    await free(gateway);
    expect((await post(question)).status).toBe(200);
    expect(gateway.environments).toHaveLength(1);
    const said = gateway.logged().filter(({ message }) => String(message).includes('cannot start'));
    expect(said[0]).toMatchObject({ level: 'ERROR', message: expect.stringContaining('secret:provider-key') });
  });

  test('does not come of AppConfig: the deployed configuration holds', async () => {
    const { post, upstream, services } = await start();
    upstream.play(whole);
    services.broken.add('AppConfigData');
    expect((await post(question)).status).toBe(200);
  });
});

describe('a rotated secret', () => {
  test('is not asked for with every request while it stays refused', async () => {
    const { post, upstream, services, gateway } = await start();
    upstream.play({ status: 401 });
    const reads = () => services.calls.filter(({ operation }) => operation === 'SecretsManager.GetSecretValue').length;
    expect((await post(question)).status).toBe(502);
    await free(gateway);
    const before = reads();
    expect((await post(question)).status).toBe(502);
    await free(gateway);
    // Two by the start, two because of the first refusal.
    expect([before, reads()]).toEqual([4, 4]);
  });

  test('of a provider, and of the clients, needs no new environment', async () => {
    const { post, upstream, services, gateway } = await start();
    upstream.play(({ headers }) => (headers.authorization === 'Bearer the-new-key' ? whole : { status: 401 }));
    // Ready before: the environment has read the keys as they were.
    expect((await post({ ...question, model: 'unknown' })).status).toBe(404);
    await free(gateway);
    services.secrets.set('provider-key', 'the-new-key');
    services.secrets.set(masterKeySecret, 'the-new-master-key');
    expect((await post(question)).status).toBe(502);
    await free(gateway);
    const headers = { authorization: 'Bearer the-new-master-key' };
    expect((await post(question, { headers })).status).toBe(200);
    await free(gateway);
    expect((await post(question)).status).toBe(401);
    expect(gateway.environments).toHaveLength(1);
    expect(gateway.output).toContain('rotated: secret:provider-key, the key of clients');
    expect(gateway.output).not.toMatch(/the-new-(master-)?key/);
  });
});

describe('the live configuration', () => {
  test('takes effect between two requests, without ending one that goes on', async () => {
    const { client, post, upstream, services, document, gateway } = await start();
    services.pollSeconds = 0;
    upstream.play(whole);
    expect((await post(question)).status).toBe(200);
    await free(gateway);
    expect((await post({ ...question, model: 'other' })).status).toBe(404);
    const routes = { test: { targets: ['mock'] }, other: { targets: ['mock'] } };
    services.documents.set('configuration', { text: JSON.stringify({ ...document, routes }), version: '2' });
    await until(async () => {
      await free(gateway);
      return (await post({ ...question, model: 'other' })).status === 200;
    });
    await free(gateway);
    expect((await client.models.list()).data.map(({ id }) => id)).toContain('other');
    expect(gateway.environments).toHaveLength(1);
  });

  test('is refused when it changes what only a deployment can, and what held goes on', async () => {
    const { post, upstream, services, document, gateway } = await start();
    services.pollSeconds = 0;
    upstream.play(whole);
    await post(question);
    const changed = mockDocument('http://127.0.0.1:4', {
      routes: { test: { targets: ['mock'] }, other: { targets: ['mock'] } },
    });
    services.documents.set('configuration', { text: JSON.stringify(changed), version: '2' });
    await until(async () => {
      await free(gateway);
      expect((await post(question)).status).toBe(200);
      return gateway.output.includes('is refused');
    });
    const [refusal] = gateway.logged().filter(({ message }) => String(message).includes('is refused'));
    expect(refusal?.message).toContain('providers.mock.baseUrl can only be changed by a deployment');
    // The alarm watches it for as long as it goes on.
    const counted = () => gateway.output.split('"RefusedConfigurations":1').length - 1;
    const before = counted();
    expect((await post(question)).status).toBe(200);
    await until(async () => counted() > before);
    services.documents.set('configuration', { text: JSON.stringify(document), version: '3' });
    await until(async () => {
      await free(gateway);
      const last = counted();
      await post(question);
      await free(gateway);
      return counted() === last;
    });
    expect((await post({ ...question, model: 'other' })).status).toBe(404);
    expect(document).not.toEqual(changed);
  });

  test('is refused when it asks for what does not exist here', async () => {
    const { post, upstream, services, document, gateway } = await start();
    services.pollSeconds = 0;
    upstream.play(whole);
    const routes = { test: { targets: ['mock'], choose: 'least-busy' } };
    services.documents.set('configuration', { text: JSON.stringify({ ...document, routes }), version: '2' });
    await until(async () => {
      await free(gateway);
      return (await post(question)).status === 200 && gateway.output.includes('is refused');
    });
    expect(gateway.output).toContain('routes.test.choose is least-busy');
  });
});

describe('the flags', () => {
  const flags = {
    use_new_orchestrator: { percentage: 0 },
    background_answers: { enabled: false },
    stream_recovery: { enabled: true },
  };

  test('switch background answers off and on again, and every request tells the cohort of its caller', async () => {
    const { client, post, upstream, services, gateway } = await start();
    services.pollSeconds = 0;
    services.documents.set('orchestration', { text: JSON.stringify(flags), version: '1' });
    upstream.play(whole);
    const asked = { model: 'test', input: 'Say hello.', background: true } as const;
    const ask = () => client.responses.create(asked, { maxRetries: 0 });
    await expect(ask()).rejects.toMatchObject({
      status: 503,
      code: 'background_answers_off',
      message: expect.stringContaining('Leave out `background`'),
    });
    const started = () => services.calls.filter(({ operation }) => operation === 'AWSStepFunctions.StartExecution');
    expect(started()).toHaveLength(0);
    expect((await post(question)).status).toBe(200);
    const answered = () => gateway.logged().filter(({ status }) => status === 200);
    await until(async () => answered().length > 0);
    expect(answered()[0]?.cohorts).toEqual({ use_new_orchestrator: false });
    await free(gateway);
    const on = { ...flags, background_answers: { enabled: true }, use_new_orchestrator: { percentage: 100 } };
    services.documents.set('orchestration', { text: JSON.stringify(on), version: '2' });
    await until(async () => {
      await free(gateway);
      await post(question);
      return gateway.output.includes('"use_new_orchestrator":true');
    });
    await free(gateway);
    expect((await ask()).status).toBe('queued');
    expect(started()).toHaveLength(1);
  });

  test('are built in while AppConfig is away: everything is on', async () => {
    const { client, services } = await start();
    services.broken.add('AppConfigData');
    const answer = await client.responses.create({ model: 'test', input: 'Say hello.', background: true });
    expect(answer.status).toBe('queued');
  });
});

describe('a deployment', () => {
  test('has no files and batches, and says so', async () => {
    const { client } = await start();
    const files = client.files.list();
    await expect(files).rejects.toMatchObject({ status: 404, code: 'not_available_in_this_deployment' });
    await expect(client.batches.retrieve('batch_1')).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('not available in this deployment'),
    });
  });

  test('answers pages of the origins that may call', async () => {
    const { post, upstream } = await start({ corsOrigins: 'https://app.example,https://other.example' });
    upstream.play(whole);
    const allowed = await post(question, { headers: { origin: 'https://app.example' } });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(allowed.headers.get('vary')).toBe('origin');
    const foreign = await post(question, { headers: { origin: 'https://evil.example' } });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('says what a request may have', async () => {
    const { post, upstream } = await start({
      binary: true,
      document: (url) => mockDocument(url, { limits: { maxBodyBytes: 2_000 } }),
    });
    upstream.play(whole);
    // Encoded as base64 on the way, as API Gateway does with what it takes for binary.
    expect((await post(question)).status).toBe(200);
    const refused = await post({ ...question, user: 'x'.repeat(3_000) });
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({ error: { message: expect.stringMatching(/2000 bytes.*6 MB/s) } });
  });

  test('hands background answers to its state machine', async () => {
    const { client, services } = await start();
    const response = await client.responses.create({ model: 'test', input: 'Say hello.', background: true });
    expect(response.status).toBe('queued');
    // The home of its session: eu-west-1.
    expect(response.id).toMatch(/^resp_euw1x/);
    const started = services.calls.filter(({ operation }) => operation === 'AWSStepFunctions.StartExecution');
    expect(started.map(({ input }) => JSON.parse((input as { input: string }).input))).toEqual([
      { scope: 'anonymous', turnId: response.id },
    ]);
  });
});

/** Until the function has done what it does after its answer. */
async function free(gateway: DeployedGateway['gateway']): Promise<void> {
  await until(async () => gateway.environments.every(({ isBusy }) => !isBusy));
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not come to that');
}
