import { describe, expect, test } from '@jest/globals';
import type { AccessToken, TokenSource } from '../../../adapters/vertexai/credentials/access-token.ts';
import { createAccessTokens } from '../../../adapters/vertexai/credentials/access-tokens.ts';
import { Secret } from '../../../core/access/secret.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const hourMs = 3_600_000;
const forever = new AbortController().signal;

/** Gives numbered tokens, when and as the test says. */
class ScriptedSource implements TokenSource {
  readonly waiting: { resolve(token: AccessToken): void; reject(error: unknown): void }[] = [];
  signals: AbortSignal[] = [];
  asked = 0;
  readonly #clock: FakeClock;
  readonly #lifetimeMs: number;

  constructor(clock: FakeClock, lifetimeMs = hourMs) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
  }

  fetch(signal: AbortSignal): Promise<AccessToken> {
    this.asked += 1;
    this.signals.push(signal);
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  async give(): Promise<void> {
    const value = new Secret(`token-${this.asked}`);
    this.waiting.shift()?.resolve({ value, expiresAt: this.#clock.now() + this.#lifetimeMs });
    await this.#clock.advance(0);
  }

  async fail(error: unknown): Promise<void> {
    this.waiting.shift()?.reject(error);
    await this.#clock.advance(0);
  }
}

function bench(lifetimeMs = hourMs, maxWaitMs?: number) {
  const clock = new FakeClock();
  const source = new ScriptedSource(clock, lifetimeMs);
  const tokens = createAccessTokens(source, clock, maxWaitMs);
  const current = async (signal = forever) => (await tokens.current(signal)).reveal();
  return { clock, source, tokens, current };
}

async function withFirstToken(lifetimeMs = hourMs) {
  const made = bench(lifetimeMs);
  const first = made.current();
  await made.source.give();
  expect(await first).toBe('token-1');
  return made;
}

test('many who ask at once wait for one token, and later ones get it at once', async () => {
  const { source, current } = bench();
  const asking = [current(), current(), current()];
  await source.give();
  expect(await Promise.all(asking)).toEqual(['token-1', 'token-1', 'token-1']);
  expect(await current()).toBe('token-1');
  expect(source.asked).toBe(1);
});

test('shortly before the end it is renewed once, while everybody goes on with the old one', async () => {
  const { clock, source, current } = await withFirstToken();
  await clock.advance(hourMs - 5 * 60_000);
  expect([await current(), source.asked]).toEqual(['token-1', 1]);
  await clock.advance(2 * 60_000);
  expect([await current(), await current(), source.asked]).toEqual(['token-1', 'token-1', 2]);
  await source.give();
  expect([await current(), source.asked]).toEqual(['token-2', 2]);
});

test('a renewal that fails is tried again after a while, and matters only at the end', async () => {
  const { clock, source, current } = await withFirstToken();
  await clock.advance(hourMs - 2 * 60_000);
  expect(await current()).toBe('token-1');
  await source.fail(new Error('away'));
  expect([await current(), source.asked]).toEqual(['token-1', 2]);
  await clock.advance(11_000);
  expect([await current(), source.asked]).toEqual(['token-1', 3]);
  await source.fail(new Error('still away'));
  await clock.advance(2 * 60_000);
  const last = current();
  await source.fail(new Error('away for good'));
  await expect(last).rejects.toThrow('away for good');
});

test('an expired token is waited for', async () => {
  const { clock, source, current } = await withFirstToken();
  await clock.advance(hourMs - 20_000);
  const next = current();
  await source.give();
  expect(await next).toBe('token-2');
});

test('a failure is told for a second without asking again', async () => {
  const { clock, source, current } = bench();
  const first = current();
  await source.fail(new Error('refused'));
  await expect(first).rejects.toThrow('refused');
  await expect(current()).rejects.toThrow('refused');
  expect(source.asked).toBe(1);
  await clock.advance(1001);
  const second = current();
  await source.give();
  expect(await second).toBe('token-2');
});

test('a discarded token is not given out again, and one that is no longer kept discards nothing', async () => {
  const { source, tokens, current } = await withFirstToken();
  tokens.discard(new Secret('token-1'));
  expect(await current()).toBe('token-1');
  tokens.discard(await tokens.current(forever));
  const next = current();
  await source.give();
  expect(await next).toBe('token-2');
});

describe('waiting', () => {
  test('ends for the one who leaves, not for the others', async () => {
    const { source, current } = bench();
    const leaving = new AbortController();
    const left = current(leaving.signal);
    const stays = current();
    const reason = new Error('gone');
    leaving.abort(reason);
    await expect(left).rejects.toBe(reason);
    await source.give();
    expect(await stays).toBe('token-1');
    await expect(current(leaving.signal)).rejects.toBe(reason);
  });

  test('has a bound, even for a source that does not listen', async () => {
    const { source, current } = bench(hourMs, 20);
    await expect(current()).rejects.toMatchObject({ kind: 'timeout', message: expect.stringContaining('20 ms') });
    expect(source.signals[0]?.aborted).toBe(true);
  });
});
