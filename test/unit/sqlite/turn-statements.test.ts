import { expect, test } from '@jest/globals';
import { openSessionDatabase } from '../../../adapters/sqlite/open-session-database.ts';
import { prepareTurnStatements } from '../../../adapters/sqlite/turn-statements.ts';

const database = openSessionDatabase(':memory:', 0);
const statements = Object.entries(prepareTurnStatements(database));

test.each(statements)('%s looks at no more turns than it is about', (_, statement) => {
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${statement.sourceSQL}`).all();
  const steps = plan.map(({ detail }) => String(detail));
  // "SEARCH … (scope=?)" alone goes through all that one owner has, and so does building an automatic index;
  // `up` is what was found so far.
  expect(steps.filter((step) => /^SCAN (?!up$)|AUTOMATIC|\(scope=\?\)$/.test(step))).toEqual([]);
});
