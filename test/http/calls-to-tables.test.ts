import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createSystemClock } from '../../adapters/system-clock/system-clock.ts';
import { readSettings } from '../../local/read-settings.ts';
import { buildDeployedGateway, type DeployedGateway } from '../../wiring/deployed/build-deployed-gateway.ts';
import { openDeployedStores } from '../../wiring/deployed/open-deployed-stores.ts';
import { UnfinishedWork } from '../../wiring/deployed/unfinished-work.ts';
import { type ChangedGateway, startChangedGateway } from '../support/changed-gateway.ts';
import { chatAnswer, hello } from '../support/chat-wire.ts';
import { describeOnDynamoDbLocal } from '../support/dynamodb-local/describe-on-dynamodb-local.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';

const tables = { table: 'working-memory', coordinationTable: 'coordination' };
const chat = { model: 'm', messages: hello };
const breakers = 'coordination BatchGetItem';

await describeOnDynamoDbLocal('a request to a deployed gateway', (local) => {
  const environment = { ...process.env };
  const folder = mkdtempSync(join(tmpdir(), 'cato-calls-'));
  const work = new UnfinishedWork();
  /** Of the breakers, which believe what they have read for so long by it. */
  const clock = new FakeClock();
  let counting: Server;
  let upstream: ScriptedUpstream;
  let deployed: DeployedGateway;
  let gateway: ChangedGateway;
  let calls: string[] = [];

  beforeAll(async () => {
    const variables = await local.variables(tables.table, tables.coordinationTable);
    const { port } = new URL(variables.AWS_ENDPOINT_URL_DYNAMODB ?? '');
    counting = createServer((incoming, outgoing) => {
      const { method, url: path, headers } = incoming;
      let body = '';
      incoming.on('data', (part) => {
        body += part;
      });
      const there = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.on('end', () => {
        const name = body.includes(tables.coordinationTable) ? 'coordination' : 'sessions';
        calls.push(`${name} ${String(headers['x-amz-target']).split('.')[1]}`);
      });
      incoming.pipe(there);
    });
    await new Promise<void>((done) => counting.listen(0, '127.0.0.1', done));
    const address = counting.address() as AddressInfo;
    Object.assign(process.env, variables, { AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${address.port}` });
    upstream = await startScriptedUpstream();
    const configFile = join(folder, 'cato.yaml');
    writeFileSync(
      configFile,
      `version: 1
providers: { one: { kind: openai-compatible, baseUrl: "${upstream.url}/v1" } }
targets: { m: { provider: one, model: m } }
`,
    );
    const { config } = await readSettings({ configFile, host: null, port: 0, data: ':memory:', variables: {} });
    const place = { regions: ['eu-west-1'], region: 'eu-west-1', bucket: 'bucket', ...tables } as const;
    const { breakers } = openDeployedStores({ ...place, clock, work });
    const { sessions } = openDeployedStores({ ...place, clock: createSystemClock(), work });
    const log = { request() {}, notice() {} };
    deployed = await buildDeployedGateway(config, {
      clock: createSystemClock(),
      log,
      afterwards: (after) => void work.track(after),
      sessions,
      breakers,
    });
    gateway = await startChangedGateway(() => deployed.gateway);
  });
  beforeEach(async () => {
    upstream.play(chatAnswer('Hello.'));
    await clock.advance(10_000);
    calls = [];
  });
  afterAll(async () => {
    await gateway.close();
    await deployed.close();
    await upstream.close();
    counting.closeAllConnections();
    counting.close();
    rmSync(folder, { recursive: true });
    for (const name of ['AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
      if (environment[name] === undefined) delete process.env[name];
      else process.env[name] = environment[name];
    }
  });

  async function ask(path: string, body: object, headers: Record<string, string> = {}): Promise<{ id: string }> {
    const answered = await gateway.send('POST', path, body, headers);
    const answer = (await answered.json()) as { id: string };
    expect([answered.status, answer]).toMatchObject([200, { id: expect.any(String) }]);
    await work.settled(1000);
    return answer;
  }
  /** What was called, as soon as it is as much: what is written after an answer may come a moment later. */
  async function taken(count: number): Promise<readonly string[]> {
    for (let waits = 0; calls.length < count && waits < 100; waits++) await pause(20);
    return calls.splice(0);
  }

  test('without a session reads the breakers once in a second and a half, and nothing else', async () => {
    await ask('/v1/chat/completions', chat);
    expect(await taken(1)).toEqual([breakers]);
    await Promise.all([1, 2, 3].map(() => ask('/v1/chat/completions', chat)));
    await ask('/v1/messages', { ...chat, max_tokens: 10 });
    await ask('/v1/responses', { model: 'm', input: 'Hi', store: false });
    expect(await taken(0)).toEqual([]);
    await clock.advance(1500);
    await ask('/v1/chat/completions', chat);
    expect(await taken(1)).toEqual([breakers]);
  });

  test('in a session reads where it is and what it says, and writes its turn, that it is taken, and its end', async () => {
    const session = { 'x-cato-session': 'calls' };
    await ask('/v1/chat/completions', chat, session);
    expect(await taken(5)).toEqual([
      'sessions GetItem',
      breakers,
      'sessions PutItem',
      'sessions PutItem',
      'sessions UpdateItem',
    ]);
    for (let turn = 0; turn < 2; turn++) {
      await ask('/v1/chat/completions', { ...chat, messages: [{ role: 'user', content: `More ${turn}` }] }, session);
      expect(await taken(5)).toEqual([
        'sessions GetItem',
        'sessions BatchGetItem',
        'sessions PutItem',
        'sessions UpdateItem',
        'sessions UpdateItem',
      ]);
    }
  });

  test('of Responses writes what it was once, and reads what it follows', async () => {
    const first = await ask('/v1/responses', { model: 'm', input: 'Hi' });
    expect(await taken(2)).toEqual([breakers, 'sessions PutItem']);
    const next = { model: 'm', input: 'More', previous_response_id: first.id };
    for (let turn = 0; turn < 3; turn++) {
      next.previous_response_id = (await ask('/v1/responses', next)).id;
      // That the one before it is followed is written, and looked at once more, or its deletion would erase what it said.
      // The last two go side by side.
      expect((await taken(4)).toSorted()).toEqual([
        'sessions BatchGetItem',
        'sessions GetItem',
        'sessions PutItem',
        'sessions PutItem',
      ]);
    }
  });

  test('with an idempotency key claims it and keeps the answer', async () => {
    await ask('/v1/chat/completions', chat, { 'idempotency-key': 'one' });
    expect(await taken(3)).toEqual(['sessions PutItem', breakers, 'sessions UpdateItem']);
    await ask('/v1/chat/completions', chat, { 'idempotency-key': 'one' });
    expect(await taken(2)).toEqual(['sessions PutItem', 'sessions GetItem']);
  });

  test('whose target fails writes its breaker with each try', async () => {
    upstream.play({ status: 500, body: '{}' });
    expect((await gateway.send('POST', '/v1/chat/completions', chat)).status).toBe(502);
    await work.settled(1000);
    expect(await taken(3)).toEqual([breakers, 'coordination PutItem', 'coordination PutItem']);
  });
});
