import { describe } from '@jest/globals';
import { describeClaims } from './describe-claims.ts';
import { describeEvents } from './describe-events.ts';
import { describeExpiry } from './describe-expiry.ts';
import { describeHeads, type FillHead } from './describe-heads.ts';
import { describeModel } from './describe-model.ts';
import { describeTotalOrder } from './describe-total-order.ts';
import { describeTurns } from './describe-turns.ts';
import { describeWorkers } from './describe-workers.ts';
import type { CreateSessionStore } from './session-bench.ts';

export interface ContractOptions {
  /** For tests that make many stores, where there is a quicker way to the same code. */
  readonly createMany?: CreateSessionStore;
  /** Takes many items out of a head at once, where one by one takes too long. */
  readonly fillHead?: FillHead;
  /** How many sequences of calls are tried: fewer where each call takes its time. */
  readonly runs?: number;
}

/** What holds of every SessionStore. */
export function describeSessionStoreContract(
  name: string,
  create: CreateSessionStore,
  { createMany = create, fillHead = oneByOne, runs = 80 }: ContractOptions = {},
): void {
  describe(`sessions in ${name}`, () => {
    describe('turns', () => describeTurns(create));
    describe('heads', () => describeHeads(create, fillHead));
    describe('events of a running turn', () => describeEvents(create));
    describe('workers', () => describeWorkers(create));
    describe('idempotency keys', () => describeClaims(create));
    describe('expiry', () => describeExpiry(create));
    describe('concurrency', () => describeTotalOrder(createMany, Math.ceil(runs * 0.75)));
    describe('any sequence of calls', () => describeModel(createMany, runs));
  });
}

async function oneByOne(...[store, scope, name, ids]: Parameters<FillHead>): Promise<void> {
  for (const id of ids) await store.removeItem(scope, name, id);
}
