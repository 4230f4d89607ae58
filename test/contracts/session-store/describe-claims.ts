import { expect, test } from '@jest/globals';
import { sessionLimits } from '../../../core/sessions/session-limits.ts';
import { type CreateSessionStore, scope, sessionBench, stranger } from './session-bench.ts';

const claim = (claimId: string, more: { key?: string; fingerprint?: string } = {}) => ({
  ...{ key: 'k', fingerprint: 'f', claimId, leaseMs: 1_000, ...more },
});
const answer = {
  status: 200,
  headers: [
    ['content-type', 'text/event-stream'],
    ['set-cookie', 'a'],
    ['set-cookie', 'b'],
  ],
  body: Uint8Array.from([0, 1, 255, 10]),
} as const;
const day = sessionLimits.answerKeptMs;

export function describeClaims(create: CreateSessionStore): void {
  test('of several who ask at once, one is given the key', async () => {
    const { store } = sessionBench(create);
    const results = await Promise.all(Array.from({ length: 10 }, (_, id) => store.claim(scope, claim(`c${id}`))));
    expect(results.filter(({ result }) => result === 'new')).toHaveLength(1);
    expect(results.filter(({ result }) => result === 'running')).toHaveLength(9);
  });

  test('an answer is given again, byte for byte, for a day', async () => {
    const { store, clock } = sessionBench(create);
    await store.claim(scope, claim('c1'));
    expect(await store.finishClaim(scope, 'k', 'c1', answer, day)).toBe(true);
    await clock.advance(day - 1);
    const again = await store.claim(scope, claim('c2'));
    expect(again).toEqual({ result: 'finished', answer: { ...answer, body: expect.any(Uint8Array) } });
    expect(again.result === 'finished' && again.answer && [...again.answer.body]).toEqual([0, 1, 255, 10]);
    await clock.advance(1);
    expect(await store.claim(scope, claim('c2'))).toEqual({ result: 'new' });
  });

  test('an answer without a body is one', async () => {
    const { store } = sessionBench(create);
    await store.claim(scope, claim('c1'));
    await store.finishClaim(scope, 'k', 'c1', { status: 204, headers: [], body: new Uint8Array() }, day);
    expect(await store.claim(scope, claim('c2'))).toMatchObject({
      result: 'finished',
      answer: { status: 204, headers: [] },
    });
  });

  test('the same key for another request is a conflict, while it is answered and after', async () => {
    const { store } = sessionBench(create);
    await store.claim(scope, claim('c1'));
    expect(await store.claim(scope, claim('c2', { fingerprint: 'g' }))).toEqual({ result: 'conflict' });
    await store.finishClaim(scope, 'k', 'c1', answer, day);
    expect(await store.claim(scope, claim('c2', { fingerprint: 'g' }))).toEqual({ result: 'conflict' });
    expect(await store.claim(scope, claim('c2', { key: 'l', fingerprint: 'g' }))).toEqual({ result: 'new' });
  });

  test('a released key may be tried again; only who holds it releases it, and no answer goes that way', async () => {
    const { store } = sessionBench(create);
    await store.claim(scope, claim('c1'));
    await store.releaseClaim(scope, 'k', 'other');
    await store.releaseClaim(stranger, 'k', 'c1');
    expect(await store.claim(scope, claim('c2'))).toEqual({ result: 'running' });
    await store.releaseClaim(scope, 'k', 'c1');
    expect(await store.claim(scope, claim('c2', { fingerprint: 'g' }))).toEqual({ result: 'new' });
    await store.finishClaim(scope, 'k', 'c2', answer, day);
    await store.releaseClaim(scope, 'k', 'c2');
    expect(await store.claim(scope, claim('c3', { fingerprint: 'g' }))).toMatchObject({ result: 'finished' });
  });

  test('a claim that nobody finishes is given up, and comes too late then', async () => {
    const { store, clock } = sessionBench(create);
    await store.claim(scope, claim('c1'));
    await clock.advance(999);
    expect(await store.claim(scope, claim('c2'))).toEqual({ result: 'running' });
    await clock.advance(1);
    expect(await store.claim(scope, claim('c2'))).toEqual({ result: 'new' });
    expect(await store.finishClaim(scope, 'k', 'c1', answer, day)).toBe(false);
    expect(await store.claim(scope, claim('c3'))).toEqual({ result: 'running' });
    expect(await store.finishClaim(scope, 'k', 'c2', answer, day)).toBe(true);
    expect(await store.finishClaim(scope, 'k', 'c2', { ...answer, status: 500 }, day)).toBe(false);
  });

  test('a claim lives as long as its holder says so', async () => {
    const { store, clock } = sessionBench(create);
    await store.claim(scope, claim('c1'));
    await clock.advance(999);
    expect(await store.holdClaim(scope, 'k', 'c1', 1_000)).toBe(true);
    expect(await store.holdClaim(scope, 'k', 'other', 9_000)).toBe(false);
    expect(await store.holdClaim(stranger, 'k', 'c1', 9_000)).toBe(false);
    await clock.advance(999);
    expect(await store.claim(scope, claim('c2'))).toEqual({ result: 'running' });
    await clock.advance(1);
    expect(await store.holdClaim(scope, 'k', 'c1', 1_000)).toBe(false);
    expect(await store.claim(scope, claim('c2'))).toEqual({ result: 'new' });
    await store.finishClaim(scope, 'k', 'c2', answer, day);
    expect(await store.holdClaim(scope, 'k', 'c2', 1)).toBe(false);
    await clock.advance(1);
    expect(await store.claim(scope, claim('c3'))).toMatchObject({ result: 'finished' });
  });

  test('of an answer too large to be kept, it is known that it was given', async () => {
    const { store } = sessionBench(create);
    const fits = { ...answer, body: new Uint8Array(sessionLimits.maxAnswerBytes) };
    for (const [key, body] of [
      ['k', fits.body],
      ['l', new Uint8Array(fits.body.length + 1)],
    ] as const) {
      await store.claim(scope, claim('c1', { key }));
      expect(await store.finishClaim(scope, key, 'c1', { ...answer, body }, day)).toBe(true);
    }
    expect(await store.claim(scope, claim('c2', { key: 'l' }))).toEqual({ result: 'finished', answer: null });
    const kept = await store.claim(scope, claim('c2'));
    expect(kept.result === 'finished' && kept.answer?.body.length).toBe(sessionLimits.maxAnswerBytes);
  });

  test('another scope has its own keys', async () => {
    const { store } = sessionBench(create);
    await store.claim(scope, claim('c1'));
    expect(await store.claim(stranger, claim('c2', { fingerprint: 'g' }))).toEqual({ result: 'new' });
    expect(await store.finishClaim(stranger, 'k', 'c1', answer, day)).toBe(false);
  });
}
