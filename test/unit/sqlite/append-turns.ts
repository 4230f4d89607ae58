import { SqliteSessionStore } from '../../../adapters/sqlite/sqlite-session-store.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import type { NewTurn } from '../../../core/sessions/turn.ts';

/** A process of its own: appends so many turns to one head, each to where the head is, and tells the ids that it could. */
const [file = '', client = '', count = '0'] = process.argv.slice(2);
const store = new SqliteSessionStore({ file, clock: createSystemClock(), busyTimeoutMs: 5000 });
const ids: string[] = [];
for (let attempt = 0; ids.length < Number(count); attempt++) {
  const head = await store.head('user-1', 's');
  // Lets the other process get between reading and writing.
  await new Promise((resolve) => setImmediate(resolve));
  const id = `${client}-${attempt}`;
  const turn: NewTurn = {
    id,
    parentId: head?.turnId ?? null,
    status: 'completed',
    input: [],
    output: [],
    model: 'auto',
    target: null,
    createdAt: 1,
    runsUntil: 1,
    view: null,
    request: null,
    finishedAt: 1,
    expiresAt: null,
  };
  const { result } = await store.append('user-1', turn, { name: 's', ifMissing: 'create', expiresAt: null });
  if (result === 'appended') ids.push(id);
  else if (result !== 'moved') throw new Error(result);
}
await store.close();
process.stdout.write(JSON.stringify(ids));
