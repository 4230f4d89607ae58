import { describe } from '@jest/globals';
import { describeClaims } from './describe-claims.ts';
import { describeEvents } from './describe-events.ts';
import { describeExpiry } from './describe-expiry.ts';
import { describeHeads } from './describe-heads.ts';
import { describeModel } from './describe-model.ts';
import { describeTotalOrder } from './describe-total-order.ts';
import { describeTurns } from './describe-turns.ts';
import { describeWorkers } from './describe-workers.ts';
import type { CreateSessionStore } from './session-bench.ts';

/**
 * What holds of every SessionStore.
 * @param createMany for tests that make hundreds of stores, where there is a quicker way to the same code.
 */
export function describeSessionStoreContract(name: string, create: CreateSessionStore, createMany = create): void {
  describe(`sessions in ${name}`, () => {
    describe('turns', () => describeTurns(create));
    describe('heads', () => describeHeads(create));
    describe('events of a running turn', () => describeEvents(create));
    describe('workers', () => describeWorkers(create));
    describe('idempotency keys', () => describeClaims(create));
    describe('expiry', () => describeExpiry(create));
    describe('concurrency', () => describeTotalOrder(createMany));
    describe('any sequence of calls', () => describeModel(createMany));
  });
}
