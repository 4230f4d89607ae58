import fc from 'fast-check';
import type { SessionStore } from '../../../core/ports/session-store.ts';
import { ending, newTurn } from './session-bench.ts';
import type { SessionModel } from './session-model.ts';

/** One call, made to the store and to the model. */
export interface SessionStep {
  readonly name: string;
  toStore(store: SessionStore): Promise<unknown>;
  toModel(model: SessionModel): unknown;
}

export const scopes = ['u', 'v'] as const;
export const turnIds = ['a', 'b', 'c', 'd', 'e'] as const;
export const names = ['s', 't'] as const;
const keys = ['k', 'l'] as const;
const workers = ['w', 'x'] as const;

const scope = fc.constantFrom(...scopes);
const turnId = fc.constantFrom(...turnIds);
const name = fc.constantFrom(...names);
const key = fc.constantFrom(...keys);
/** Milliseconds until it expires. */
const keepMs = fc.option(fc.integer({ min: 1, max: 60 }));
const page = fc
  .record({ firstSequence: fc.nat(3), events: fc.array(fc.json({ maxDepth: 1 }), { minLength: 1, maxLength: 2 }) })
  .map((value) => value);
const answer = fc.record({
  status: fc.constantFrom(200, 500),
  headers: fc.constant([['x', 'y']] as const),
  body: fc.uint8Array({ maxLength: 3 }).map((bytes) => Uint8Array.from(bytes)),
});

const steps = {
  append: fc.record({
    scope,
    turnId,
    parentId: fc.option(turnId),
    move: fc.option(fc.record({ name, ifMissing: fc.constantFrom('create' as const, 'refuse' as const), keepMs })),
    keepMs,
    /** Mostly the parent is where the head is, so that trees grow. */
    follows: fc.boolean(),
    request: fc.option(fc.constant({ input: 'Hi' })),
  }),
  finish: fc.record({
    scope,
    turnId,
    status: fc.constantFrom('completed' as const, 'cancelled' as const),
    page: fc.option(page),
  }),
  appendEvents: fc.record({ scope, turnId, page }),
  createHead: fc.record({ scope, name, keepMs }),
  removeItem: fc.record({ scope, name, itemId: fc.constantFrom('x', 'y') }),
  claim: fc.record({
    scope,
    key,
    fingerprint: fc.constantFrom('f', 'g', 'g'),
    claimId: fc.constantFrom('1', '2', '3'),
  }),
  finishClaim: fc.record({ scope, key, claimId: fc.constantFrom('1', '2', '3'), answer }),
};

/** Steps that depend on the time take it from the model, which is told to move on together with the store's clock. */
export function sessionStep(model: () => SessionModel): fc.Arbitrary<SessionStep> {
  const step = (title: string, both: (one: SessionStore | SessionModel) => unknown): SessionStep => ({
    name: title,
    toStore: async (store) => both(store),
    toModel: both,
  });
  const at = (ms: number | null) => (ms === null ? null : model().now + ms);
  return fc.oneof(
    {
      weight: 6,
      arbitrary: steps.append.map(({ scope, turnId, parentId, move, keepMs, follows, request }) =>
        step(`append ${scope} ${turnId}`, (one) => {
          const parent =
            move && follows ? (model().heads.find(isHead(scope, move.name))?.head.turnId ?? null) : parentId;
          const heading = move && { name: move.name, ifMissing: move.ifMissing, expiresAt: at(move.keepMs) };
          // Ids are not used twice in life; here a turn must not become its own ancestor by it.
          const isAgain = parent === turnId || model().spent.has(turnId);
          return one.append(
            scope,
            newTurn(turnId, isAgain ? null : parent, { expiresAt: at(keepMs), request }),
            heading,
          );
        }),
      ),
    },
    steps.finish.map(({ scope, turnId, status, page }) =>
      step(`finish ${scope} ${turnId}`, (one) => one.finish(scope, turnId, ending(turnId, status), page)),
    ),
    steps.appendEvents.map(({ scope, turnId, page }) =>
      step(`appendEvents ${scope} ${turnId}`, (one) => one.appendEvents(scope, turnId, page)),
    ),
    fc
      .tuple(scope, turnId, fc.nat(9))
      .map(([scope, turnId, until]) =>
        step(`extendTurn ${scope} ${turnId}`, (one) => one.extendTurn(scope, turnId, until)),
      ),
    fc
      .tuple(scope, turnId)
      .map(([scope, turnId]) => step(`deleteTurn ${scope} ${turnId}`, (one) => one.deleteTurn(scope, turnId))),
    steps.createHead.map(({ scope, name, keepMs }) =>
      step(`createHead ${scope} ${name}`, (one) =>
        one.createHead(scope, { name, metadata: { n: 1 }, expiresAt: at(keepMs) }),
      ),
    ),
    fc
      .tuple(scope, name)
      .map(([scope, name]) => step(`deleteHead ${scope} ${name}`, (one) => one.deleteHead(scope, name))),
    steps.removeItem.map(({ scope, name, itemId }) =>
      step(`removeItem ${scope} ${name} ${itemId}`, (one) => one.removeItem(scope, name, itemId)),
    ),
    steps.claim.map(({ scope, ...claim }) =>
      step(`claim ${scope} ${claim.key}`, (one) => one.claim(scope, { ...claim, leaseMs: 20 })),
    ),
    fc.constantFrom(...workers).map((worker) => step(`claimTurn ${worker}`, (one) => one.claimTurn(worker, 20))),
    fc
      .tuple(scope, turnId, fc.constantFrom(...workers), fc.constantFrom(0, 20))
      .map(([scope, turnId, worker, leaseMs]) =>
        step(`holdTurn ${scope} ${turnId} ${worker}`, (one) => one.holdTurn(scope, turnId, worker, leaseMs)),
      ),
    fc
      .tuple(scope, key, fc.constantFrom('1', '2'))
      .map(([scope, key, claimId]) =>
        step(`holdClaim ${scope} ${key}`, (one) => one.holdClaim(scope, key, claimId, 20)),
      ),
    steps.finishClaim.map(({ scope, key, claimId, answer }) =>
      step(`finishClaim ${scope} ${key}`, (one) => one.finishClaim(scope, key, claimId, answer, 50)),
    ),
    fc
      .tuple(scope, key)
      .map(([scope, key]) => step(`releaseClaim ${scope} ${key}`, (one) => one.releaseClaim(scope, key, '1'))),
  );
}

function isHead(scope: string, name: string) {
  return (kept: { scope: string; head: { name: string } }) => kept.scope === scope && kept.head.name === name;
}
