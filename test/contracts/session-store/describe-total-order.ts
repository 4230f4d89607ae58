import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SessionStore } from '../../../core/ports/session-store.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { all, type CreateSessionStore, newTurn, scope } from './session-bench.ts';

const session = { name: 's', ifMissing: 'create', expiresAt: null } as const;

/** Whatever the order in which clients get to read and to write, what they append to one head is one chain. */
export function describeTotalOrder(create: CreateSessionStore, numRuns: number): void {
  test('concurrent turns on one head are in a total order, or are told that it moved', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }),
        async (scheduler, clients) => {
          const store = create(new FakeClock());
          const told: string[][] = clients.map(() => []);
          const running = clients.map((count, client) =>
            appendTurns(store, scheduler, `${client}`, count, told[client] ?? []),
          );
          await scheduler.waitFor(Promise.all(running));
          const turns = (await store.pathOfHead(scope, 's', all))?.turns ?? [];
          const ids = turns.map(({ id }) => id);
          expect(turns.map(({ parentId }) => parentId)).toEqual([null, ...ids.slice(0, -1)]);
          expect([...ids].sort()).toEqual(told.flat().sort());
          for (const own of told) expect(ids.filter((id) => own.includes(id))).toEqual(own);
          await store.close();
        },
      ),
      { numRuns },
    );
  });
}

async function appendTurns(
  store: SessionStore,
  scheduler: fc.Scheduler,
  client: string,
  count: number,
  told: string[],
) {
  for (let attempt = 0; told.length < count; attempt++) {
    const head = await scheduler.schedule(store.head(scope, 's'));
    await scheduler.schedule(Promise.resolve());
    const id = `${client}-${attempt}`;
    const { result } = await store.append(scope, newTurn(id, head?.turnId ?? null), session);
    if (result === 'appended') told.push(id);
    else expect(result).toBe('moved');
  }
}
