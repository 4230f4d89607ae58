import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { gatewayEnvironment } from '../../lambdas/gateway/environment.ts';
import { bundleFolder } from '../../lib/functions/bundle-folder.ts';
import { type AwsServices, startAwsServices } from '../support/lambda/aws-services.ts';
import {
  backgroundMachine,
  deploymentValues,
  masterKey,
  masterKeySecret,
  mockDocument,
} from '../support/lambda/deployed-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';

let upstream: ScriptedUpstream;
let services: AwsServices;
let child: ChildProcess;
let url: string;
let output: string;

/** The container's program as its image runs it. */
async function start(): Promise<void> {
  const text = JSON.stringify(mockDocument(upstream.url));
  services.documents.set('configuration', { text, version: '1' });
  output = '';
  child = spawn(
    process.execPath,
    [join(bundleFolder({ entry: 'container', module: 'main', document: text }), 'index.mjs')],
    {
      env: {
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_ENDPOINT_URL: services.url,
        HOST: '127.0.0.1',
        PORT: '0',
        ...gatewayEnvironment.toVariables({
          ...deploymentValues,
          corsOrigins: 'https://app.example.com',
          masterKeySecret,
          backgroundMachine,
        }),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the container ended with ${code}: ${output}`)));
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      const port = /listening on port (\d+)/.exec(output)?.[1];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    });
  });
}

beforeEach(async () => {
  [upstream, services] = await Promise.all([startScriptedUpstream(), startAwsServices()]);
  services.secrets.set(masterKeySecret, masterKey);
  services.secrets.set('provider-key', 'key-of-the-provider');
  await start();
});

afterEach(async () => {
  child.kill('SIGKILL');
  await Promise.all([services.close(), upstream.close()]);
});

const chunk = (content: string | null, finish: string | null = null): string =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'mock-model',
    choices: [{ index: 0, delta: content === null ? {} : { content }, finish_reason: finish }],
  })}\n\n`;
/** A stream of so many words, with pauses between them. */
const stream = (words: number) => ({
  headers: { 'content-type': 'text/event-stream' },
  body: [
    ...Array.from({ length: words }, () => [{ send: chunk('word ') }, { waitMs: 50 }]).flat(),
    { send: `${chunk(null, 'stop')}data: [DONE]\n\n` },
  ],
});

const ask = { model: 'test', messages: [{ role: 'user' as const, content: 'Hello' }] };

function client(base = `${url}/v1`): OpenAI {
  return new OpenAI({ baseURL: base, apiKey: masterKey, maxRetries: 0 });
}

describe('the gateway in a container', () => {
  test('takes bodies that no event of Lambda could hold, as the configuration allows', async () => {
    upstream.play(stream(1));
    const messages = [{ role: 'user' as const, content: 'x'.repeat(7_000_000) }];
    const answer = await client().chat.completions.create({ ...ask, messages, stream: true });
    let text = '';
    for await (const chunk of answer) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe('word ');
  });

  test('answers many streams at a time to those who show the key', async () => {
    upstream.play(stream(10));
    const streams = await Promise.all(
      Array.from({ length: 8 }, () => client().chat.completions.create({ ...ask, stream: true })),
    );
    const texts = await Promise.all(
      streams.map(async (stream) => {
        let text = '';
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
        return text;
      }),
    );
    expect(texts).toEqual(Array.from({ length: 8 }, () => 'word '.repeat(10)));
    const refused = await fetch(`${url}/v1/models`, { headers: { authorization: 'Bearer wrong' } });
    expect(refused.status).toBe(401);
    expect(output).toContain('"CloudWatchMetrics"');
    expect(output).not.toContain(masterKey);
  });

  test('does without the stage before a path', async () => {
    const headers = { authorization: `Bearer ${masterKey}` };
    const { data } = (await (await fetch(`${url}/live/v1/models`, { headers })).json()) as { data: unknown[] };
    expect(data.length).toBeGreaterThan(0);
    expect((await fetch(`${url}/lively/v1/models`, { headers })).status).toBe(404);
  });

  test('lets pages of configured origins read answers', async () => {
    const headers = { authorization: `Bearer ${masterKey}`, origin: 'https://app.example.com' };
    const allowed = await fetch(`${url}/v1/models`, { headers });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
  });

  test('keeps idle connections longer than the load balancer does', async () => {
    const { headers } = await fetch(`${url}/health`);
    expect(headers.get('keep-alive')).toBe('timeout=310');
  });

  test('finishes its streams when it is asked to end, and takes no others', async () => {
    const ready = await fetch(`${url}/health/ready`);
    expect(ready.status).toBe(200);
    upstream.play(stream(20));
    const running = await client().chat.completions.create({ ...ask, stream: true });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    let text = '';
    for await (const chunk of running) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe('word '.repeat(20));
    expect(await ended).toBe(0);
    await expect(fetch(`${url}/health/ready`)).rejects.toThrow();
  });
});
