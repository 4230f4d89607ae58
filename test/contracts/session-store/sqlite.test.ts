import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { SqliteSessionStore } from '../../../adapters/sqlite/sqlite-session-store.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { SessionStore } from '../../../core/ports/session-store.ts';
import { describeSessionStoreContract } from './describe-session-store-contract.ts';

const directory = mkdtempSync(join(tmpdir(), 'cato-sessions-'));
const stores: SessionStore[] = [];

function create(clock: Clock): SessionStore {
  const store = new SqliteSessionStore({ file: join(directory, `${stores.length}.db`), clock });
  stores.push(store);
  return store;
}

describeSessionStoreContract('SQLite', create, {
  createMany: (clock) => new SqliteSessionStore({ file: ':memory:', clock }),
});

afterAll(async () => {
  for (const store of stores) await store.close();
  rmSync(directory, { recursive: true });
});
