import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { chatAnswer, chatChunk, chatSteps, chatStream, roleChunk } from '../support/chat-wire.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { eventually } from '../support/running-gateway.ts';
import { type Script, type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';

/** Of the gateways' time: their leases are of 6 to 15 seconds. */
const speed = 3;
const folder = mkdtempSync(join(tmpdir(), 'cato-killed-'));
let upstream: ScriptedUpstream;
let gateway: GatewayProcess;
let restartedAt = 0;
const ids = new Map<string, string>();

/** Until it is killed, the gateway is given nothing, or half of an answer; afterwards everything. */
const silent: Script = (request) =>
  request.body.includes('half')
    ? chatSteps({ send: roleChunk + chatChunk({ content: 'half ' }) }, { stall: true })
    : chatSteps({ stall: true });
const whole: Script = ({ body }) =>
  JSON.parse(body).stream === true ? chatStream('half ', 'and whole') : chatAnswer('whole');

const asked = (text: string): number => upstream.requests.filter(({ body }) => body.includes(text)).length;
const client = (): OpenAI => new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'any', maxRetries: 0 });

/** In a session, too, which is to be free again as well. */
function once(): Promise<Response> {
  return fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'key-1', 'x-cato-session': 'mine' },
    body: JSON.stringify({ model: 'gpt', messages: [{ role: 'user', content: 'keyed' }] }),
  });
}

async function ended(name: string): Promise<OpenAI.Responses.Response> {
  const id = ids.get(name) ?? '';
  for (;;) {
    const response = await client().responses.retrieve(id);
    if (response.status !== 'queued' && response.status !== 'in_progress') return response;
    if (Date.now() > restartedAt + 30_000) throw new Error(`${name} did not end`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  const provider = { kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, apiKey: 'provider-key-0123456789' };
  const config = {
    version: 1,
    allowLiteralSecrets: true,
    providers: {
      mock: { ...provider, resilience: { breaker: { failures: 1000 } } },
      strict: { ...provider, resilience: { breaker: { failures: 1000 }, recovery: 'error' } },
    },
    targets: { gpt: { provider: 'mock', model: 'model-a' }, strict: { provider: 'strict', model: 'model-s' } },
  };
  writeFileSync(join(folder, 'cato.yaml'), JSON.stringify(config));
  gateway = await startGatewayProcess(folder, speed);
  upstream.play(silent);
  for (const [name, model, input] of [
    ['silent', 'gpt', 'nothing yet'],
    ['begun', 'gpt', 'half of it'],
    ['strict', 'strict', 'half of it, strictly'],
  ] as const) {
    ids.set(name, (await client().responses.create({ model, input, background: true })).id);
  }
  for (const name of ['begun', 'strict']) {
    for (let tries = 0; (await client().responses.retrieve(ids.get(name) ?? '')).status === 'queued'; tries++) {
      if (tries > 100) throw new Error('nothing was stored');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const keyed = once().catch(() => null);
  await eventually(() => asked('keyed') === 1 && asked('nothing yet') === 1, 'the calls of the upstream');
  await gateway.kill();
  expect(await keyed).toBeNull();
  upstream.play(whole);
  gateway = await startGatewayProcess(folder, speed);
  restartedAt = Date.now();
}, 60_000);
afterAll(async () => {
  await gateway?.kill();
  await upstream.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('after the gateway was killed', () => {
  test('a request with the same idempotency key is refused for some seconds at most, then answered', async () => {
    let answer = await once();
    while (answer.status === 409 && Date.now() < restartedAt + 18_000 / speed + 2_000) {
      const { error } = (await answer.json()) as { error: { code: string } };
      expect(['idempotency_key_in_use', 'session_busy']).toContain(error.code);
      await new Promise((resolve) => setTimeout(resolve, 500 / speed));
      answer = await once();
    }
    expect([answer.status, answer.headers.get('idempotent-replayed')]).toEqual([200, null]);
    expect((await once()).headers.get('idempotent-replayed')).toBe('true');
    expect(asked('keyed')).toBe(2);
  }, 30_000);

  test('a background answer that had not begun is made', async () => {
    expect(await ended('silent')).toMatchObject({ status: 'completed', output_text: 'half and whole' });
    expect(asked('nothing yet')).toBe(2);
  }, 40_000);

  test('one that had begun is gone on with', async () => {
    expect(await ended('begun')).toMatchObject({ status: 'completed', output_text: 'half and whole' });
  }, 40_000);

  test('one that cannot be gone on with fails, and says why', async () => {
    const response = await ended('strict');
    expect(response).toMatchObject({ status: 'failed', error: { code: 'broken_answer' } });
    expect(response.error?.message).toMatch(/^The gateway stopped while this answer was being made\./);
    expect(response.error?.message).not.toContain('request id');
  }, 40_000);
});

describe('beside another process over the same data', () => {
  test('a background answer stays with the process that makes it, and is taken over when that is killed', async () => {
    const other = await startGatewayProcess(folder, speed);
    try {
      upstream.play(chatSteps({ stall: true }));
      const input = 'nothing for long';
      const { id } = await client().responses.create({ model: 'gpt', input, background: true });
      ids.set('beside', id);
      await eventually(() => asked(input) > 0, 'the call of the upstream');
      // Longer than a turn is held without a word, and than others take to see it.
      await new Promise((resolve) => setTimeout(resolve, 12_000 / speed));
      expect(asked(input)).toBe(1);
      upstream.play(whole);
      await gateway.kill();
      gateway = other;
      restartedAt = Date.now();
      expect(await ended('beside')).toMatchObject({ status: 'completed', output_text: 'half and whole' });
      expect(asked(input)).toBe(2);
    } finally {
      if (gateway !== other) await other.kill();
    }
  }, 80_000);
});
