import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { usualBusyTimeoutMs } from '../../../adapters/sqlite/ask-database.ts';
import { openSessionDatabase } from '../../../adapters/sqlite/open-session-database.ts';
import { SessionFileError } from '../../../adapters/sqlite/session-file-error.ts';
import { SqliteSessionStore } from '../../../adapters/sqlite/sqlite-session-store.ts';
import { all, ending, newTurn, says, scope } from '../../contracts/session-store/session-bench.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const session = { name: 's', ifMissing: 'create', expiresAt: null } as const;
const clock = new FakeClock();
let directory: string;
let file: string;
const open: SqliteSessionStore[] = [];

function openStore(path = file, busyTimeoutMs = 1000): SqliteSessionStore {
  const store = new SqliteSessionStore({ file: path, clock, busyTimeoutMs });
  open.push(store);
  return store;
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cato-sqlite-'));
  file = join(directory, 'data', 'sessions.db');
});

afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
  rmSync(directory, { recursive: true });
});

describe('a file of sessions', () => {
  test('survives a restart: turns, heads, events and answers', async () => {
    const store = openStore();
    const answer = { status: 200, headers: [], body: Uint8Array.from([1]) } as const;
    const claim = { key: 'k', fingerprint: 'f', claimId: 'c', leaseMs: 1000 };
    await store.append(scope, newTurn('a', null, ending('a')), session);
    await store.append(scope, newTurn('b', 'a'), session);
    await store.appendEvents(scope, 'b', { firstSequence: 0, events: ['{}'] });
    await store.removeItem(scope, 's', 'out-a');
    await store.claim(scope, claim);
    await store.finishClaim(scope, 'k', 'c', answer, 1000);
    const before = await store.pathOfHead(scope, 's', all);
    await store.close();

    const again = openStore();
    expect(await again.pathOfHead(scope, 's', all)).toEqual(before);
    expect(before?.turns).toHaveLength(2);
    expect(await again.readEvents(scope, 'b', -1, 100)).toMatchObject({ events: [{ sequence: 0, event: '{}' }] });
    expect(await again.claim(scope, claim)).toMatchObject({ result: 'finished', answer: { status: 200 } });
    expect(await again.finish(scope, 'b', ending('b'), null)).toEqual({ result: 'finished' });
  });

  test('of an earlier schema is taken on with what it has', async () => {
    const store = openStore();
    await store.append(scope, newTurn('a'), session);
    await store.append(scope, newTurn('left', null, { request: { input: 'Hi' } }), null);
    await store.close();
    const before = new DatabaseSync(file);
    before.exec(
      'DROP TRIGGER foreign_items_go; DROP TABLE foreign_items; DROP TABLE running_turns; ALTER TABLE turns DROP COLUMN session_name; PRAGMA user_version = 1',
    );
    before.close();
    const again = openStore();
    expect((await again.pathOfHead(scope, 's', all))?.turns).toMatchObject([{ id: 'a' }]);
    expect(await again.claimTurn('w', 1_000)).toEqual({ scope, turnId: 'left', timesLost: 0 });
    await again.append(scope, newTurn('b', 'a', { sessionName: 's' }), session);
    expect(await again.turn(scope, 'b')).toMatchObject({ sessionName: 's' });
  });

  test('forgets where items were when their turns are swept', async () => {
    const store = openStore();
    await store.append(scope, newTurn('a', null, { expiresAt: 1, foreignItemIds: ['x'] }), null);
    await store.append(scope, newTurn('b', null, { foreignItemIds: ['y'] }), null);
    const turns = async () => [...(await store.turnsOfItems(scope, ['x', 'y']))];
    expect(await turns()).toEqual([
      ['x', 'a'],
      ['y', 'b'],
    ]);
    await store.sweep(10);
    expect(await turns()).toEqual([['y', 'b']]);
  });

  test('survives a process that ends without closing', async () => {
    await openStore().append(scope, newTurn('a'), session);
    // A second connection reads what the first has only in its write-ahead log.
    expect(await openStore().head(scope, 's')).toMatchObject({ turnId: 'a' });
  });

  test('can be read by its owner alone, its log too', async () => {
    const store = openStore();
    await store.append(scope, newTurn('a'), null);
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(file + suffix).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'data')).mode & 0o777).toBe(0o700);
    await store.close();
    chmodSync(file, 0o644);
    openStore();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('is written ahead, in steps that a power cut undoes at worst', async () => {
    await openStore().close();
    const database = new DatabaseSync(file);
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    database.close();
  });

  test('forgets what was said in a deleted turn that nobody continues, and keeps it where somebody does', async () => {
    const store = openStore();
    const saying = (id: string) => ({ ...ending('x'), input: [says('i', `secret of ${id}`)] });
    const append = (id: string, parent: string | null, name?: string) =>
      store.append(scope, newTurn(id, parent, saying(id)), name ? { ...session, name } : null);
    await append('a', null, 's');
    await append('b', 'a', 's');
    await append('c', 'a');
    await append('d', 'c');
    await store.append(scope, newTurn('e', 'a'), null);
    await store.appendEvents(scope, 'e', { firstSequence: 0, events: ['"secret of e"'] });
    await append('f', null, 'gone');
    // One after the other, so that the inner one waits for the outer.
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) await store.deleteTurn(scope, id);
    const before = (await store.pathOfHead(scope, 'gone', all))?.turns[0]?.input;
    expect(before).toEqual([says('i', 'secret of f')]);
    await store.deleteHead(scope, 'gone');
    await store.close();
    const bytes = readFileSync(file).toString('latin1');
    const kept = ['a', 'b', 'c', 'd', 'e', 'f'].filter((id) => bytes.includes(`secret of ${id}`));
    expect(kept).toEqual(['a', 'b']);
  });
});

describe('a file that cannot be used', () => {
  const opening = (path = file) => {
    try {
      openStore(path);
    } catch (error) {
      return error;
    }
    return null;
  };

  test('says what to do when it is damaged', () => {
    const path = join(directory, 'broken.db');
    writeFileSync(path, 'no database at all, but long enough to look like one'.repeat(100));
    const error = opening(path);
    expect(error).toBeInstanceOf(SessionFileError);
    expect(String(error)).toContain(`${path} is damaged or no database. Move it away together with ${path}-wal`);
  });

  test('says what to do when its header is damaged, and when it is cut', async () => {
    const store = openStore();
    for (let id = 0; id < 50; id++)
      await store.append(scope, newTurn(`${id}`, null, { view: { text: 'x'.repeat(5000) } }), null);
    await store.close();
    const whole = readFileSync(file);
    writeFileSync(file, Buffer.concat([Buffer.alloc(100), whole.subarray(100)]));
    expect(String(opening())).toContain('is damaged');
    writeFileSync(file, whole.subarray(0, 4096));
    expect(String(opening())).toContain('is damaged');
  });

  test('tells clients nothing of its path when the damage is found later', async () => {
    const store = openStore();
    for (let id = 0; id < 50; id++)
      await store.append(scope, newTurn(`${id}`, null, { view: { text: 'x'.repeat(5000) } }), null);
    await store.close();
    const whole = readFileSync(file);
    writeFileSync(file, Buffer.concat([whole.subarray(0, 16 * 4096), Buffer.alloc(whole.length - 16 * 4096, 0xff)]));
    const damaged = openStore();
    const failures: unknown[] = [];
    for (let id = 0; id < 50; id++) await damaged.turn(scope, `${id}`).catch((error) => failures.push(error));
    expect(failures).not.toHaveLength(0);
    expect(failures[0]).toMatchObject({ kind: 'busy', code: 'session_store_damaged', retryAfterMs: 60_000 });
    await damaged.head(scope, 'none').catch(() => null);
    expect(damaged.state()).toBe('failing');
    expect(String(failures[0])).toContain('move sessions.db away');
    expect(String(failures[0])).not.toContain(directory);
  });

  test('is another program’s database, or a newer version’s', async () => {
    const other = join(directory, 'other.db');
    const database = new DatabaseSync(other);
    database.exec('CREATE TABLE theirs (x)');
    database.close();
    expect(String(opening(other))).toContain('is a database of another program');
    await openStore().close();
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    expect(String(opening())).toContain('written by a newer version of Cato (schema 99, this one knows 4)');
  });

  test('lies where no directory can be', () => {
    writeFileSync(join(directory, 'data'), '');
    expect(String(opening())).toContain('choose another with --data');
  });
});

describe('what is written at the same time', () => {
  test('is written in the order asked, each with a result of its own', async () => {
    const store = openStore();
    const results = await Promise.all([
      store.append(scope, newTurn('a'), session),
      store.append(scope, newTurn('b'), session),
      store.append(scope, newTurn('a'), null),
      store.finish(scope, 'a', ending('done'), null),
      store.finish(scope, 'c', ending('done'), null),
    ]);
    expect(results.map(({ result }) => result)).toEqual(['appended', 'moved', 'exists', 'finished', 'unknown']);
  });

  test('takes no harm of a neighbour that cannot be written', async () => {
    const store = openStore();
    const [one, broken, other] = await Promise.allSettled([
      store.append(scope, newTurn('a'), null),
      // No such value fits the table.
      store.append(scope, { ...newTurn('b'), createdAt: 0.5 }, null),
      store.append(scope, newTurn('c'), null),
    ]);
    expect([one, other]).toMatchObject([{ value: { result: 'appended' } }, { value: { result: 'appended' } }]);
    expect(broken.status).toBe('rejected');
    const [a, b, c] = [await store.turn(scope, 'a'), await store.turn(scope, 'b'), await store.turn(scope, 'c')];
    expect([a?.id, b, c?.id]).toEqual(['a', null, 'c']);
  });
});

describe('several at one file', () => {
  test('wait for each other only so long, and say that the store is busy', async () => {
    const store = openStore(file, 20);
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const refused = expect(store.append(scope, newTurn('a'), null)).rejects.toMatchObject({
      kind: 'busy',
      retryAfterMs: 1000,
    });
    await turnOfTheLoop();
    await clock.advance(100);
    await refused;
    expect(clock.pending).toBe(0);
    expect(store.state()).toBe('failing');
    expect(await store.turn(scope, 'a')).toBeNull();
    other.exec('COMMIT');
    other.close();
    expect(await store.append(scope, newTurn('a'), null)).toMatchObject({ result: 'appended' });
    expect(store.state()).toBe('ok');
  });

  test('are waited for without standing still: what comes in between is done', async () => {
    const store = new SqliteSessionStore({ file, clock });
    open.push(store);
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const appending = store.append(scope, newTurn('a'), null);
    await turnOfTheLoop();
    // The call has come back, and waits with the clock.
    expect(clock.pending).toBe(1);
    other.exec('COMMIT');
    other.close();
    await clock.advance(5);
    expect(await appending).toMatchObject({ result: 'appended' });
  });

  test('stop each other no longer per try than was said, once the file is open', () => {
    const database = openSessionDatabase(file, usualBusyTimeoutMs);
    expect(database.prepare('PRAGMA busy_timeout').get()).toEqual({ timeout: 20 });
    database.close();
  });

  test('are not waited for by a store that was closed', async () => {
    const store = openStore(file, 20);
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const refused = expect(store.append(scope, newTurn('a'), null)).rejects.toMatchObject({ kind: 'busy' });
    await store.close();
    await clock.advance(5);
    await refused;
    expect(clock.pending).toBe(0);
    other.close();
  });

  test('lose nothing of what was being written when a store is closed', async () => {
    const store = openStore();
    const both = Promise.all([store.append(scope, newTurn('a'), null), store.append(scope, newTurn('b'), null)]);
    await store.close();
    expect(await both).toMatchObject([{ result: 'appended' }, { result: 'appended' }]);
    expect(await openStore().turn(scope, 'b')).not.toBeNull();
  });

  test('put their turns into one order, however their calls interleave', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(2), { minLength: 6, maxLength: 30 }), async (order) => {
        const name = `s${run++}`;
        const stores = [openStore(), openStore(), openStore()];
        const seen: (string | null)[] = [null, null, null];
        let appended = 0;
        for (const [index, client] of order.entries()) {
          const turn = newTurn(`${name}-${index}`, seen[client] ?? null);
          const result = await stores[client]?.append(scope, turn, { ...session, name });
          if (result?.result === 'appended') appended++;
          seen[client] = result?.result === 'moved' ? result.turnId : turn.id;
        }
        const turns = (await stores[0]?.pathOfHead(scope, name, all))?.turns ?? [];
        expect(turns).toHaveLength(appended);
        expect(turns.map(({ parentId }) => parentId)).toEqual([null, ...turns.slice(0, -1).map(({ id }) => id)]);
        for (const store of stores) await store.close();
      }),
      { numRuns: 15 },
    );
  });

  test('may be processes that create it together and write at once', async () => {
    const script = fileURLToPath(new URL('./append-turns.ts', import.meta.url));
    const run = (client: string) => promisify(execFile)(process.execPath, [script, file, client, '150'], { env: {} });
    const outputs = await Promise.all(['one', 'two', 'three'].map(run));
    expect(outputs.map(({ stderr }) => stderr)).toEqual(['', '', '']);
    const told: string[][] = outputs.map(({ stdout }) => JSON.parse(stdout));
    const turns = (await openStore().pathOfHead(scope, 's', all))?.turns ?? [];
    const ids = turns.map(({ id }) => id);
    expect(ids).toHaveLength(450);
    expect(turns.map(({ parentId }) => parentId)).toEqual([null, ...ids.slice(0, -1)]);
    for (const own of told) expect(ids.filter((id) => own.includes(id))).toEqual(own);
  });
});
