import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { InMemoryBatchStore } from '../../../adapters/in-memory/in-memory-batch-store.ts';
import type { Batch } from '../../../core/batches/batch.ts';
import { BatchWorker } from '../../../core/batches/batch-worker.ts';
import { type AnswerLine, LineByLineRunner, type TriedLine } from '../../../core/batches/line-by-line-runner.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { BatchStore } from '../../../core/ports/batch-store.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const scope = 'ann';
const endpoint = '/v1/chat/completions';
const hour = 3_600_000;
const fine: TriedLine = { requestId: 'req_1', statusCode: 200, body: '{"ok":true}', retryAfterMs: null };
const limited: TriedLine = { requestId: 'req_2', statusCode: 429, body: '{"error":{}}', retryAfterMs: 1000 };

interface Bench {
  readonly store: BatchStore;
  readonly clock: FakeClock;
  readonly asked: string[];
  readonly warnings: string[];
  readonly admission: { hasFreePlace: boolean };
  worker(): BatchWorker;
  begin(...ids: readonly string[]): Promise<string>;
  batch(id: string): Promise<Batch>;
  text(fileId: string | null): Promise<string>;
  /** Moves time on while files are read. */
  advance(ms: number): Promise<void>;
}

function bench(answer: AnswerLine, change: (store: BatchStore) => BatchStore = (store) => store): Bench {
  const clock = new FakeClock();
  const store = change(new InMemoryBatchStore({ clock }));
  const asked: string[] = [];
  const warnings: string[] = [];
  const admission = { hasFreePlace: true };
  let ids = 0;
  const createId = (prefix: string): string => (prefix === 'worker_' ? 'worker_own' : `${prefix}${++ids}`);
  const advance = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    for (let turn = 0; turn < 20; turn++) {
      await setImmediate();
      await clock.advance(0);
    }
  };
  return {
    ...{ store, clock, asked, warnings, admission, advance },
    worker() {
      const recorded: AnswerLine = (path, line, signal) => {
        asked.push(line.customId);
        return answer(path, line, signal);
      };
      const runner = new LineByLineRunner({ answer: recorded, admission, clock, maxConcurrent: 2 });
      const warn = (message: string): void => void warnings.push(message);
      const worker = new BatchWorker({ store, runner, clock, maxLineBytes: 1000, createId, warn });
      worker.start();
      return worker;
    },
    async begin(...customIds) {
      const [id, inputFileId, createdAt] = [createId('batch_'), createId('file-'), clock.now()];
      const file = {
        id: inputFileId,
        name: 'a.jsonl',
        purpose: 'batch',
        createdAt,
        abandonedAt: createdAt + hour,
      } as const;
      await store.createFile(scope, file);
      const lines = customIds.map((customId) => ({ custom_id: customId, method: 'POST', url: endpoint, body: {} }));
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      await store.addPiece(scope, inputFileId, 0, Buffer.from(text));
      await store.completeFile(scope, inputFileId, createdAt + hour * 48);
      const expiresAt = createdAt + 2 * hour;
      const files = { outputId: createId('file-'), errorsId: createId('file-') };
      const batch = { id, endpoint, inputFileId, metadata: null, createdAt, expiresAt, keepMs: hour, ...files };
      await store.createBatch(scope, batch);
      return id;
    },
    async batch(id) {
      const found = await store.batch(scope, id);
      if (!found) throw new Error(`no ${id}`);
      return found;
    },
    async text(fileId) {
      let text = '';
      if (fileId !== null) for await (const piece of store.readFile(scope, fileId)) text += Buffer.from(piece);
      return text;
    },
  };
}

/** Answers when its batch is given up: not at all. */
const never: AnswerLine = (_path, _line, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null));
  });

describe('a worker', () => {
  test('takes a batch through all its statuses', async () => {
    const { worker, begin, batch, advance, text } = bench(async () => fine);
    const id = await begin('a', 'b', 'c');
    const working = worker();
    await advance(0);
    const ended = await batch(id);
    expect(Object.keys(ended.reachedAt)).toEqual(['validating', 'in_progress', 'finalizing', 'completed']);
    expect(ended.counts).toEqual({ total: 3, completed: 3, failed: 0 });
    expect((await text(ended.outputFileId)).split('\n')).toHaveLength(4);
    await working.close();
  });

  test('finds a batch that is made later at once when it is woken, else soon', async () => {
    const { worker, begin, batch, advance } = bench(async () => fine);
    const working = worker();
    await advance(0);
    const woken = await begin('a');
    working.wake();
    await advance(0);
    expect((await batch(woken)).status).toBe('completed');
    const later = await begin('a');
    await advance(1999);
    expect((await batch(later)).status).toBe('validating');
    await advance(1);
    expect((await batch(later)).status).toBe('completed');
    await working.close();
  });

  test('tries a line again that meets a rate limit, later each time, and then tells it', async () => {
    const { worker, begin, batch, advance, text, asked } = bench(async (_path, { customId }) =>
      customId === 'a' ? limited : { ...limited, retryAfterMs: 30_000 },
    );
    const id = await begin('a', 'b');
    const working = worker();
    await advance(0);
    const times = (customId: string) => asked.filter((each) => each === customId).length;
    const seen: number[] = [];
    for (const ms of [999, 1, 3999, 1, 15_999, 1, 59_999, 1]) {
      await advance(ms);
      seen.push(times('a'));
    }
    expect(seen).toEqual([1, 2, 2, 3, 3, 4, 4, 5]);
    expect(times('b')).toBe(3);
    await advance(hour);
    expect(times('b')).toBe(5);
    const ended = await batch(id);
    expect(ended).toMatchObject({ status: 'completed', counts: { completed: 0, failed: 2 } });
    expect(await text(ended.errorFileId)).toContain('"status_code":429');
    await working.close();
  });

  test('takes a place only while one is free', async () => {
    const { worker, begin, batch, advance, admission, asked } = bench(async () => fine);
    admission.hasFreePlace = false;
    const id = await begin('a');
    const working = worker();
    await advance(10_000);
    expect([asked.length, (await batch(id)).status]).toEqual([0, 'in_progress']);
    admission.hasFreePlace = true;
    await advance(50);
    expect((await batch(id)).status).toBe('completed');
    await working.close();
  });

  test('lets a small batch go beside a large one', async () => {
    const waiting: (() => void)[] = [];
    const { worker, begin, advance, asked } = bench(() => new Promise((resolve) => waiting.push(() => resolve(fine))));
    await begin('a', 'b', 'c', 'd', 'e', 'f');
    await begin('x');
    const working = worker();
    for (let turn = 0; turn < 3; turn++) {
      await advance(0);
      waiting.shift()?.();
    }
    await advance(0);
    expect(asked.indexOf('x')).toBeLessThan(4);
    while (waiting.length > 0) {
      waiting.shift()?.();
      await advance(0);
    }
    expect([...asked].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'x']);
    await working.close();
  });

  test('stops a cancelled batch within a second', async () => {
    const { worker, begin, batch, advance, store, clock } = bench((path, line, signal) =>
      line.customId === 'a' ? Promise.resolve(fine) : never(path, line, signal),
    );
    const id = await begin('a', 'b', 'c', 'd');
    const working = worker();
    await advance(0);
    await store.moveBatch(scope, id, { from: ['in_progress'], to: 'cancelling', at: clock.now() });
    await advance(1000);
    expect(await batch(id)).toMatchObject({ status: 'cancelled', counts: { total: 4, completed: 1, failed: 0 } });
    await working.close();
  });

  test('ends a batch whose time is over, and lists what was not answered', async () => {
    const { worker, begin, batch, advance, text } = bench((path, line, signal) =>
      line.customId === 'b' ? Promise.resolve(fine) : never(path, line, signal),
    );
    const id = await begin('a', 'b', 'c');
    const working = worker();
    await advance(2 * hour - 1);
    expect((await batch(id)).status).toBe('in_progress');
    await advance(1000);
    const ended = await batch(id);
    expect(ended).toMatchObject({ status: 'expired', counts: { total: 3, completed: 1, failed: 2 } });
    const lines = (await text(ended.errorFileId)).trim().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { custom_id: 'a', response: null, error: { code: 'batch_expired' } },
      { custom_id: 'c', response: null, error: { code: 'batch_expired' } },
    ]);
    await working.close();
  });

  test('goes on where another left off, once nothing is heard of that one', async () => {
    const { worker, begin, batch, advance, store, clock, asked } = bench(async () => fine);
    const id = await begin('a', 'b', 'c');
    await store.claimBatch('gone', 15_000);
    await store.moveBatch(scope, id, { from: ['validating'], to: 'in_progress', at: clock.now(), total: 3 });
    await store.addResult(scope, id, { line: 2, file: 'output', text: '{}\n' });
    const working = worker();
    await advance(14_000);
    expect(asked).toEqual([]);
    await advance(6_000);
    expect(asked).toEqual(['a', 'c']);
    expect(await batch(id)).toMatchObject({ status: 'completed', counts: { completed: 3 } });
    await working.close();
  });

  test('lets go of a batch that another took over, and records nothing of what it breaks off', async () => {
    const { worker, begin, batch, advance, store } = bench(never);
    const id = await begin('a', 'b');
    const working = worker();
    await advance(0);
    expect(await store.holdBatch(scope, id, 'worker_own', 0)).not.toBeNull();
    expect(await store.claimBatch('other', 60_000)).not.toBeNull();
    await advance(1000);
    expect(await batch(id)).toMatchObject({ status: 'in_progress', counts: { completed: 0, failed: 0 } });
    expect(await store.holdBatch(scope, id, 'other', 60_000)).not.toBeNull();
    await working.close();
  });

  test('lets what is under way end when the process does, for a while, and leaves the rest', async () => {
    const waiting = new Map<string, () => void>();
    const { worker, begin, batch, advance, store, asked } = bench(
      (_path, { customId }, signal) =>
        new Promise((resolve) => {
          waiting.set(customId, () => resolve(fine));
          signal.addEventListener('abort', () => resolve(null));
        }),
    );
    const id = await begin('a', 'b', 'c');
    const working = worker();
    await advance(0);
    let isClosed = false;
    const closed = working.close().then(() => {
      isClosed = true;
    });
    await advance(1000);
    waiting.get('a')?.();
    await advance(1000);
    expect([isClosed, asked, (await batch(id)).counts.completed]).toEqual([false, ['a', 'b'], 1]);
    await advance(4000);
    await closed;
    expect(await batch(id)).toMatchObject({ status: 'in_progress', counts: { completed: 1, failed: 0 } });
    expect(await store.claimBatch('next', 1000)).toMatchObject({ batch: { id } });
  });

  test('keeps an answer until the store takes it, and asks for it once', async () => {
    let refusals = 3;
    const { worker, begin, batch, advance, asked, warnings } = bench(
      async () => fine,
      (store) => {
        const addResult = store.addResult.bind(store);
        store.addResult = async (...what) => {
          if (refusals-- > 0) throw new GatewayError('busy', 'No room.');
          return addResult(...what);
        };
        return store;
      },
    );
    const id = await begin('a');
    const working = worker();
    await advance(0);
    await advance(2999);
    expect((await batch(id)).counts.completed).toBe(0);
    await advance(1);
    expect(await batch(id)).toMatchObject({ status: 'completed', counts: { completed: 1 } });
    expect([asked, warnings]).toEqual([['a'], ['a result cannot be stored; trying again']]);
    await working.close();
  });

  test('leaves a batch alone for a while that it cannot work on, and tries again', async () => {
    let isBroken = true;
    const { worker, begin, batch, advance, warnings, asked } = bench(async () => {
      if (isBroken) throw new Error('a fault of the program');
      return fine;
    });
    const id = await begin('a', 'b', 'c', 'd');
    const working = worker();
    await advance(0);
    await advance(5_000);
    expect((await batch(id)).status).toBe('in_progress');
    expect(warnings).toEqual(['a batch could not be worked on; it is tried again']);
    expect(asked.length).toBeLessThanOrEqual(2);
    isBroken = false;
    await advance(10_000);
    expect((await batch(id)).status).toBe('completed');
    await working.close();
  });
});
