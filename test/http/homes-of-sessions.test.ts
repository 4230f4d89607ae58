import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createSystemClock } from '../../adapters/system-clock/system-clock.ts';
import type { Sessions } from '../../core/sessions/sessions.ts';
import { tableSessions } from '../../wiring/table-sessions.ts';
import { type ChangedGateway, startChangedGateway } from '../support/changed-gateway.ts';
import { hello } from '../support/chat-wire.ts';
import { describeOnDynamoDbLocal } from '../support/dynamodb-local/describe-on-dynamodb-local.ts';

const tableName = 'working-memory';
const digits = 'a'.repeat(43);
const there = `use1x${digits}`;
const chat = { model: 'any', messages: hello };
const message = { ...chat, max_tokens: 10 };
const asked = { model: 'any', input: 'My boat is called Nell.' };

/** Where the services of a region are, by what they do with a call. */
interface Away {
  readonly url: string;
  /** Calls so far. */
  calls(): number;
  close(): Promise<void>;
}

/** @param answer absent = it says nothing, ever. */
async function startAway(answer?: { readonly status: number; readonly type: string }): Promise<Away> {
  let calls = 0;
  const server: Server = createServer((_, response) => {
    calls += 1;
    if (!answer) return;
    const { status, type } = answer;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'Not now.' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    calls: () => calls,
    async close() {
      server.closeAllConnections();
      if (server.listening) await new Promise((done) => server.close(done));
    },
  };
}

await describeOnDynamoDbLocal('sessions that live in several regions', (tables) => {
  const regions = ['us-east-1', 'eu-west-1'] as const;
  const environment = { ...process.env };
  let local = '';
  let running: ChangedGateway[] = [];
  let away: Away | null = null;
  /** Regions whose services were looked for. */
  let sought: string[] = [];

  beforeAll(async () => {
    const variables = await tables.variables(tableName);
    await tables.make(tableName, 'us-east-1');
    local = variables.AWS_ENDPOINT_URL_DYNAMODB ?? '';
    Object.assign(process.env, variables);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((gateway) => gateway.close()));
    await away?.close();
    away = null;
    running = [];
    sought = [];
  });
  afterAll(() => {
    for (const name of ['AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
      if (environment[name] === undefined) delete process.env[name];
      else process.env[name] = environment[name];
    }
  });

  async function startIn(
    region: (typeof regions)[number],
    {
      first = 'us-east-1',
      isAway = null as Away | null,
    }: { first?: (typeof regions)[number]; isAway?: Away | null } = {},
  ): Promise<ChangedGateway> {
    const second = first === 'us-east-1' ? 'eu-west-1' : 'us-east-1';
    const gateway = await startChangedGateway((): { sessions: Sessions } => ({
      sessions: tableSessions({
        ...{ regions: [first, second], region, tableName, keepMs: 60_000, clock: createSystemClock() },
        bucketOf: (home) => `bucket-${home}`,
        endpointOf(home) {
          sought.push(home);
          return home === 'us-east-1' && isAway ? isAway.url : local;
        },
      }),
    }));
    running.push(gateway);
    return gateway;
  }

  /** Stored: the first calls of an emulator that has just started take longer than storing may. */
  async function begin({ send, notices }: ChangedGateway): Promise<string> {
    for (let tries = 0; tries < 20; tries++) {
      const begun = (await (await send('POST', '/v1/responses', asked)).json()) as { id: string; store: boolean };
      if (begun.store) return begun.id;
    }
    throw new Error(`nothing is stored: ${notices().join(', ')}`);
  }

  test('are read and gone on with from any region, in their home', async () => {
    const here = await startIn('us-east-1');
    const id = await begin(here);
    expect(id).toMatch(/^resp_use1x/);
    const other = await startIn('eu-west-1');
    // At once: what is read is its home, not a copy that comes a second later.
    expect(await (await other.send('GET', `/v1/responses/${id}`)).json()).toMatchObject({ id });
    const next = await other.send('POST', '/v1/responses', {
      ...asked,
      input: 'What is it called?',
      previous_response_id: id,
    });
    const answer = (await next.json()) as { id: string };
    expect(answer).toMatchObject({ id: expect.stringMatching(/^resp_use1x/), status: 'completed' });
    expect(await (await here.send('GET', `/v1/responses/${answer.id}`)).json()).toMatchObject({ id: answer.id });
    expect(await begin(other)).toMatch(/^resp_euw1x/);
  });

  describe.each<[string, () => Promise<Away>, number | null]>([
    [
      'refuses connections',
      async () => {
        const gone = await startAway();
        await gone.close();
        return gone;
      },
      null,
    ],
    // After two tries of a second, five in some 300 ms, and two.
    ['says nothing', () => startAway(), 2],
    ['is too busy', () => startAway({ status: 400, type: 'ProvisionedThroughputExceededException' }), 5],
    ['fails', () => startAway({ status: 500, type: 'InternalServerError' }), 2],
  ])('whose home %s', (_what, startHome, tries) => {
    test('are refused in the client’s format, and all else goes on', async () => {
      away = await startHome();
      const gateway = await startIn('eu-west-1', { isAway: away });
      const { send } = gateway;
      const named = { 'x-cato-session': 'mine' };
      const stateful: readonly [string, () => Promise<Response>][] = [
        [
          'a response after another',
          () => send('POST', '/v1/responses', { ...asked, previous_response_id: `resp_${there}` }),
        ],
        ['its stream', () => send('POST', '/v1/responses', { ...asked, stream: true, conversation: `conv_${there}` })],
        ['a stored response', () => send('GET', `/v1/responses/resp_${there}`)],
        ['a deletion', () => send('DELETE', `/v1/responses/resp_${there}`)],
        ['items of a conversation', () => send('GET', `/v1/conversations/conv_${there}/items`)],
        ['a chat in a session', () => send('POST', '/v1/chat/completions', chat, named)],
        [
          'a streamed chat in a conversation',
          () => send('POST', '/v1/chat/completions', { ...chat, stream: true }, { 'x-cato-session': `conv_${there}` }),
        ],
      ];
      const answering = send('POST', '/v1/messages', message, named);
      const told = await Promise.all(
        stateful.map(async ([what, ask]) => {
          const answered = await ask();
          const { error } = (await answered.json()) as { error: { code: string; message: string } };
          return [what, answered.status, answered.headers.get('retry-after'), error.code, error.message];
        }),
      );
      const says = expect.stringContaining('store: false');
      expect(told).toEqual(stateful.map(([what]) => [what, 503, '1', 'session_store_unavailable', says]));
      const refused = await answering;
      if (tries !== null) expect(away.calls()).toBe(tries * (stateful.length + 1));
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await refused.json()).toMatchObject({ type: 'error', error: { type: 'overloaded_error', message: says } });

      const before = away.calls();
      for (const [path, body] of [
        ['/v1/chat/completions', chat],
        ['/v1/messages', message],
        ['/v1/responses', { ...asked, store: false }],
      ] as const) {
        const answered = await send('POST', path, body, { 'idempotency-key': path });
        expect([path, answered.status]).toEqual([path, 200]);
        await answered.text();
      }
      // What begins now begins here, and is stored.
      const id = await begin(gateway);
      expect(id).toMatch(/^resp_euw1x/);
      const next = await send('POST', '/v1/responses', { ...asked, previous_response_id: id });
      expect(next.status).toBe(200);
      expect(await (await send('GET', '/health/ready')).json()).toMatchObject({ status: 'ready' });
      expect(away.calls()).toBe(before);
    });
  });

  test('in a region that is none of the deployment, or in none, are unknown; nobody is sought who is not configured', async () => {
    away = await startAway({ status: 500, type: 'InternalServerError' });
    const { send } = await startIn('eu-west-1', { first: 'eu-west-1', isAway: away });
    const ids = [
      `apse2x${'a'.repeat(42)}`,
      `evil1x${'a'.repeat(42)}`,
      `USE1X${digits}`,
      `use1x${digits}a`,
      'use1x',
      `use1.example.org%2F${digits}`,
      `..%2F${there}`,
    ];
    for (const id of ids) {
      const stored = await send('GET', `/v1/responses/resp_${id}`);
      expect([id, stored.status, await stored.json()]).toMatchObject([
        id,
        404,
        { error: { code: 'response_not_found' } },
      ]);
      const name = decodeURIComponent(id);
      const next = await send('POST', '/v1/responses', { ...asked, previous_response_id: `resp_${name}` });
      expect([id, next.status]).toEqual([id, 400]);
      const going = await send('POST', '/v1/responses', { ...asked, conversation: `conv_${name}` });
      expect([id, going.status]).toEqual([id, 404]);
    }
    expect(sought).toEqual(['eu-west-1']);
    expect(away.calls()).toBe(0);
  });
});
