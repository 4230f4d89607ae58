import { spawnSync } from 'node:child_process';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runE2e } from '../../scripts/e2e/run-e2e.ts';
import { type Outcome, runScenarios } from '../../scripts/e2e/run-scenarios.ts';
import type { Scenario } from '../../scripts/e2e/scenario.ts';
import { scenarios } from '../../scripts/e2e/scenarios.ts';
import { mockConfig, startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';
import { obligingProvider } from './obliging-provider.ts';

const apiKey = 'master-key-abcdefghij';
const program = join(import.meta.dirname, '../../scripts/e2e.ts');
const limitMs = 15_000;
const quiet = (): void => {};

let upstream: ScriptedUpstream;
let gateway: TestGateway;
let stage: { readonly url: string; close(): void };

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway(mockConfig(upstream.url, 'resilience: { retries: 0 }\n'), {
    CATO_MASTER_KEY: apiKey,
  });
  stage = await startStage(gateway.url);
});
afterAll(async () => {
  stage.close();
  await gateway.drain();
  await upstream.close();
});

/** Takes the stage off a path and passes the rest on, as API Gateway does. */
async function startStage(to: string): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((incoming, response) => {
    const { url = '', method, headers } = incoming;
    if (!url.startsWith('/live/')) {
      response.writeHead(403).end('{"message":"Missing Authentication Token"}');
      return;
    }
    const onward = request(to + url.slice('/live'.length), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/live`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const address = (model = 'test') => ({
  baseUrl: `${stage.url}/v1`,
  apiKey,
  model,
  embeddingModel: 'mock/embedding',
});

function named(...parts: readonly string[]): readonly Scenario[] {
  return scenarios.filter(({ name }) => parts.some((part) => name.includes(part)));
}

const resultsOf = (outcomes: readonly Outcome[]) => outcomes.map(({ name, result, reason }) => [name, result, reason]);

describe('the scenarios for any deployment', () => {
  test('all succeed below a stage, with a provider that can do all of it', async () => {
    upstream.play(obligingProvider());
    const told: string[] = [];
    const outcomes = await runScenarios(scenarios, address(), limitMs, ({ name }) => told.push(name));
    expect(resultsOf(outcomes)).toEqual(scenarios.map(({ name }) => [name, 'ok', '']));
    expect(told).toEqual(scenarios.map(({ name }) => name));
    expect(new Set(told).size).toBe(told.length);
  }, 60_000);

  test('all but what it cannot do succeed with the embedded model, and say why', async () => {
    const embedded = await startTestGateway(null);
    const at = { baseUrl: `${embedded.url}/v1/`, apiKey: 'no key', model: 'auto', embeddingModel: null };
    const outcomes = await runScenarios(scenarios, at, limitMs, quiet);
    await embedded.drain();
    expect(outcomes.filter(({ result }) => result === 'failed')).toEqual([]);
    const skipped = outcomes.filter(({ result }) => result === 'skipped');
    for (const { reason } of skipped) expect(reason).toMatch(/.{20}/);
    expect(skipped.map(({ name }) => name.split(':')[0])).toEqual([
      'chat',
      'chat',
      'messages',
      'embeddings',
      'errors',
      'errors',
    ]);
  }, 60_000);
});

describe('a fault is seen:', () => {
  const failed = (outcomes: readonly Outcome[]) => outcomes.filter(({ result }) => result === 'failed');

  test('a model that forgets what was said', async () => {
    upstream.play(obligingProvider('forgets'));
    const asked = named('knows', 'piece by piece', 'goes on', 'background', 'in one is known', 'whole answer', 'name');
    const outcomes = await runScenarios(asked, address(), limitMs, quiet);
    const seen = failed(outcomes).map(({ name }) => name);
    expect(seen).toEqual(asked.filter(({ name }) => !name.startsWith('errors')).map(({ name }) => name));
    expect(seen.length).toBeGreaterThan(8);
  });

  test('a model that does not call the tool it must call', async () => {
    upstream.play(obligingProvider('no-tools'));
    const outcomes = await runScenarios(named('a tool is called'), address(), limitMs, quiet);
    expect(failed(outcomes).length).toBe(2);
  });

  test('a gateway that does not answer in time, after that time', async () => {
    upstream.play(obligingProvider('silent'));
    const outcomes = await runScenarios(named('chat: a whole answer'), address(), 300, quiet);
    expect(resultsOf(outcomes)).toEqual([
      ['chat: a whole answer knows what was said before', 'failed', expect.stringContaining('0.3 s')],
    ]);
    expect(outcomes[0]?.seconds).toBeLessThan(5);
  });

  test('the key of the gateway is in no reason', async () => {
    const leak: Scenario = { name: 'leak', run: () => Promise.reject(new Error(`refused: ${apiKey}`)) };
    const [outcome] = await runScenarios([leak], address(), limitMs, quiet);
    expect(outcome?.reason).toBe('refused: (the key)');
  });
});

describe('npm run e2e', () => {
  async function run(...args: readonly string[]) {
    const told = { out: '', error: '' };
    const code = await runE2e(args, {
      variables: { CATO_E2E_KEY: apiKey },
      out: (text) => {
        told.out += text;
      },
      error: (text) => {
        told.error += text;
      },
    });
    return { code, ...told };
  }

  test('tells each scenario in a line, counts them, and fails when one does', async () => {
    upstream.play(obligingProvider());
    const good = await run('--base-url', `${stage.url}/v1`, '--model', 'test', '--only', 'chat: a whole');
    expect(good).toEqual({
      code: 0,
      error: '',
      out: expect.stringMatching(/^ok {7}chat: a whole answer .* \(\d+\.\d s\)\n\n1 ok, 0 failed, 0 skipped\n$/),
    });
    upstream.play(obligingProvider('forgets'));
    const bad = await run('--base-url', `${stage.url}/v1`, '--model', 'test', '--only', 'chat: a whole');
    expect(bad).toMatchObject({ code: 1, out: expect.stringMatching(/^failed {3}chat.*the answer has the name/) });
    expect(good.out + bad.out).not.toContain(apiKey);
  });

  test('says once what is in the way of all of them', async () => {
    const refused = await run('--base-url', stage.url, '--key', 'another-key-0123456789');
    expect(refused).toMatchObject({ code: 1, out: '', error: expect.stringMatching(/^The key is refused/) });
    expect(refused.error).not.toContain('another-key');
    const elsewhere = await run('--base-url', stage.url.replace('/live', '/dead'));
    expect(elsewhere).toMatchObject({ code: 1, error: expect.stringContaining('answers 403') });
    const nobody = await run('--base-url', 'http://127.0.0.1:9/v1');
    expect(nobody).toMatchObject({ code: 1, error: expect.stringContaining('cannot be reached') });
  });

  test.each([
    ['--base-url', 'nowhere'],
    ['--base-url', 'http://127.0.0.1:9', '--timeout', 'soon'],
    ['--base-url', 'http://127.0.0.1:9', '--only', 'nothing like it'],
    ['--what'],
    ['--only', 'chat'],
  ])('tells wrong use: %s %s %s %s', async (...args) => {
    expect(await run(...args.filter((arg) => typeof arg === 'string'))).toMatchObject({
      code: 2,
      out: '',
      error: expect.stringContaining('--help'),
    });
  });

  test('explains itself, as a program and here', async () => {
    const { status, stdout } = spawnSync(process.execPath, [program, '--help'], { encoding: 'utf8' });
    expect({ code: status, error: '', out: stdout }).toEqual(await run('--help'));
    expect((await run('--list')).out.trim().split('\n')).toEqual(scenarios.map(({ name }) => name));
  });
});
