import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SessionStore } from '../../../core/ports/session-store.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { all, type CreateSessionStore } from './session-bench.ts';
import { SessionModel } from './session-model.ts';
import { names, scopes, sessionStep, turnIds } from './session-steps.ts';

export function describeModel(create: CreateSessionStore, numRuns: number): void {
  test('answers as the model does, which is simple enough to be read', async () => {
    let model = new SessionModel();
    const moves = fc.oneof(
      { weight: 12, arbitrary: sessionStep(() => model) },
      fc.integer({ min: 1, max: 30 }).map((ms) => ({ ms })),
      fc.constant('sweep' as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(moves, { maxLength: 40, size: 'max' }), async (sequence) => {
        model = new SessionModel();
        const clock = new FakeClock(model.now);
        const store = create(clock);
        for (const move of sequence) {
          if (move === 'sweep') {
            await store.sweep(1000);
            model.sweep();
          } else if ('ms' in move) {
            model.now += move.ms;
            await clock.advance(move.ms);
          } else {
            // The store first: a step is made from what the model knows so far.
            const answered = await move.toStore(store);
            expect([move.name, answered]).toEqual([move.name, move.toModel(model)]);
          }
        }
        await expectSameState(store, model);
        await store.close();
      }),
      { numRuns },
    );
  });
}

async function expectSameState(store: SessionStore, model: SessionModel): Promise<void> {
  for (const scope of scopes) {
    for (const id of turnIds) {
      const turn = model.turn(scope, id);
      expect(await store.turn(scope, id)).toEqual(turn);
      const path = await store.pathOfTurn(scope, id, all);
      expect(path?.turns).toEqual(turn ? model.path(scope, id).map(expectedInPath) : undefined);
      const events = model.turns.find((kept) => kept.scope === scope && kept.turn.id === id)?.events ?? [];
      const expected = turn ? events.map((event, sequence) => ({ sequence, event })) : undefined;
      expect((await store.readEvents(scope, id, -1, 1e6))?.events).toEqual(expected);
    }
    for (const name of names) {
      const head = model.head(scope, name);
      const path = await store.pathOfHead(scope, name, all);
      expect(path?.head ?? null).toEqual(head);
      expect(path?.turns.map(({ id }) => id)).toEqual(
        head ? model.path(scope, head.turnId).map(({ id }) => id) : undefined,
      );
    }
  }
}

function expectedInPath(turn: ReturnType<SessionModel['path']>[number]) {
  const { id, parentId, status, input, output, model, target, createdAt, runsUntil, isDeleted } = turn;
  return { id, parentId, status, input, output, model, target, createdAt, runsUntil, isDeleted };
}
