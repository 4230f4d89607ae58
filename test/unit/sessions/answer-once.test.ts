import { describe, expect, test } from '@jest/globals';
import { InMemorySessionStore } from '../../../adapters/in-memory/in-memory-session-store.ts';
import { claimRequest } from '../../../core/chat/answer-once.ts';
import type { SessionStore } from '../../../core/ports/session-store.ts';
import { changedStore } from '../../support/changed-gateway.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const hangs = () => new Promise<never>(() => {});

async function claimOn(change: Partial<SessionStore>) {
  const clock = new FakeClock();
  const store = changedStore(new InMemorySessionStore({ clock }), change);
  const going: Promise<unknown>[] = [];
  const gateway = {
    clock,
    sessions: { store, keepMs: 60_000, createId: () => 'claim_1', fingerprint: () => 'f' },
    afterwards: (work: Promise<unknown>) => void going.push(work),
  };
  const request = { path: '/v1/responses', header: () => null, answer: { record: () => ({ answer: () => null }) } };
  const claim = await claimRequest('key', request, Buffer.from(''), gateway);
  if ('body' in claim) throw new Error('it was answered');
  return { claim, clock, going };
}

describe('a claim', () => {
  test('is released as far as the store says so in time; what goes on then is known', async () => {
    const { claim, clock, going } = await claimOn({ releaseClaim: hangs });
    let isReleased = false;
    const releasing = claim.release().then(() => {
      isReleased = true;
    });
    await clock.advance(249);
    expect([isReleased, going]).toMatchObject([false, [expect.any(Promise)]]);
    await clock.advance(1);
    await releasing;
  });

  test('says what goes on when it is over in the middle of being held', async () => {
    const holding = Promise.withResolvers<boolean>();
    const { claim, clock, going } = await claimOn({ holdClaim: () => holding.promise });
    await clock.advance(2_500);
    await claim.finish();
    expect(going).toHaveLength(2);
    holding.resolve(true);
    await Promise.all(going);
    expect(clock.pending).toBe(0);
  });
});
