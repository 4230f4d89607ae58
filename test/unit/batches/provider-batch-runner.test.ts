import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { InMemoryBatchStore } from '../../../adapters/in-memory/in-memory-batch-store.ts';
import type { Batch } from '../../../core/batches/batch.ts';
import { BatchWorker } from '../../../core/batches/batch-worker.ts';
import type { BatchTarget } from '../../../core/batches/handed-lines.ts';
import { ProviderBatchRunner } from '../../../core/batches/provider-batch-runner.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { BatchRunner } from '../../../core/ports/batch-runner.ts';
import type { HandedResult, ProviderBatches } from '../../../core/ports/provider-batches.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { fakeTarget } from '../../support/fake-target.ts';

const scope = 'ann';
const endpoint = '/v1/chat/completions';
const minute = 60_000;
const hour = 60 * minute;
/** Little more than the hour in which no provider is waited for: hours of a clock take their time. */
const windowMs = hour + 15 * minute;

interface FakeProvider extends ProviderBatches {
  /** The requests of each batch that was begun. */
  readonly begun: (readonly string[])[];
  readonly names: string[];
  /** When each batch was asked for, milliseconds since the first time. */
  readonly polls: Map<string, number[]>;
  readonly cancels: string[];
  isEnded: boolean;
  results: (batchId: string) => AsyncIterable<HandedResult>;
}

const ok = (key: string): HandedResult => ({ key, answer: { status: 200, requestId: null, body: `"batched ${key}"` } });

function bench(change: Partial<FakeProvider> = {}) {
  const clock = new FakeClock();
  const store = new InMemoryBatchStore({ clock });
  const notices: string[] = [];
  const oneByOne: string[] = [];
  const epoch = clock.now();
  const keysOf = (batchId: string): readonly string[] => provider.begun[Number(batchId.slice(1)) - 1] ?? [];
  const provider: FakeProvider = {
    ...{ begun: [], names: [], polls: new Map(), cancels: [], isEnded: false, maxRequests: 2, maxBytes: 1_000_000 },
    chatModels: () => [],
    encode: (key) => key,
    async begin({ name, requests }) {
      provider.begun.push(requests);
      provider.names.push(name);
      return `p${provider.begun.length}`;
    },
    find: async () => null,
    async state(batchId) {
      provider.polls.set(batchId, [...(provider.polls.get(batchId) ?? []), clock.now() - epoch]);
      return { isEnded: provider.isEnded, reason: null };
    },
    async *results(batchId) {
      for (const key of keysOf(batchId)) yield ok(key);
    },
    async cancel(batchId) {
      provider.cancels.push(batchId);
    },
    ...change,
  };
  const target: BatchTarget = { ...fakeTarget({ name: 'nightly' }), batches: { api: provider, isUsed: true } };
  const lines: BatchRunner = {
    async run(job, signal) {
      for await (const line of job.lines()) {
        if (signal.aborted) return;
        oneByOne.push(line.customId);
        await job.answered(line, { requestId: 'req', statusCode: 200, body: `"live ${line.customId}"` });
      }
    },
  };
  let ids = 0;
  const createId = (prefix: string): string => (prefix === 'worker_' ? 'worker_own' : `${prefix}${++ids}`);
  return {
    ...{ clock, store, provider, notices, oneByOne },
    worker() {
      const runner = new ProviderBatchRunner({
        ...{ oneByOne: lines, clock },
        lines: {
          targetOf: () => target,
          target: () => target,
          request: async () => ({ path: '/chat/completions', body: '{}' }),
          async settle(_endpoint, _line, _target, { status, body }) {
            if (body === 'nested') throw new RangeError('Maximum call stack size exceeded');
            return { requestId: 'req', statusCode: status, body, retryAfterMs: null };
          },
        },
        tell: (_level, message) => void notices.push(message),
      });
      const warn = (message: string): void => void notices.push(message);
      const worker = new BatchWorker({ store, runner, clock, maxLineBytes: 1000, createId, warn });
      worker.start();
      return worker;
    },
    async advance(ms: number): Promise<void> {
      await clock.advance(ms);
      for (let turn = 0; turn < 20; turn++) {
        await setImmediate();
        await clock.advance(0);
      }
    },
    async begin(...customIds: readonly string[]): Promise<string> {
      const [id, inputFileId, createdAt] = [createId('batch_'), createId('file-'), clock.now()];
      const file = { id: inputFileId, name: 'a.jsonl', purpose: 'batch', createdAt } as const;
      await store.createFile(scope, { ...file, abandonedAt: createdAt + hour });
      const texts = customIds.map((customId) => ({ custom_id: customId, method: 'POST', url: endpoint, body: {} }));
      await store.addPiece(
        scope,
        inputFileId,
        0,
        Buffer.from(texts.map((each) => `${JSON.stringify(each)}\n`).join('')),
      );
      await store.completeFile(scope, inputFileId, createdAt + 72 * hour);
      const files = { outputId: createId('file-'), errorsId: createId('file-') };
      const asked = { id, endpoint, inputFileId, metadata: null, createdAt, keepMs: 72 * hour, ...files };
      await store.createBatch(scope, { ...asked, expiresAt: createdAt + windowMs });
      return id;
    },
    async batch(id: string): Promise<Batch> {
      const found = await store.batch(scope, id);
      if (!found) throw new Error(`no ${id}`);
      return found;
    },
    async text(fileId: string | null): Promise<string> {
      let text = '';
      if (fileId !== null) for await (const piece of store.readFile(scope, fileId)) text += Buffer.from(piece);
      return text;
    },
  };
}

const refusal = (kind: ConstructorParameters<typeof GatewayError>[0], status: number) =>
  new GatewayError(kind, 'No.', { upstream: { status, type: null, code: null, requestId: null } });

describe('a batch that is handed to its provider', () => {
  test('goes there in parts that the provider takes', async () => {
    const { worker, begin, advance, batch, provider, oneByOne } = bench({ isEnded: true });
    const id = await begin('a', 'b', 'c', 'd', 'e');
    const working = worker();
    await advance(0);
    expect(provider.begun).toEqual([['line-1', 'line-2'], ['line-3', 'line-4'], ['line-5']]);
    expect(provider.names).toEqual([`${id}-0`, `${id}-1`, `${id}-2`]);
    expect(await batch(id)).toMatchObject({ status: 'completed', counts: { total: 5, completed: 5, failed: 0 } });
    expect(oneByOne).toEqual([]);
    await working.close();
  });

  test('goes there in parts of as many bytes as the provider takes, a larger line alone', async () => {
    const encode = (key: string): string => (key === 'line-3' ? key.repeat(9) : key);
    const { worker, begin, advance, provider } = bench({ isEnded: true, maxRequests: 9, maxBytes: 17, encode });
    await begin('a', 'b', 'c', 'd');
    const working = worker();
    await advance(0);
    expect(provider.begun.map(({ length }) => length)).toEqual([2, 1, 1]);
    await working.close();
  });

  test('is asked for after 1, 2, 4, … seconds and then every minute', async () => {
    const { worker, begin, advance, provider, batch } = bench();
    const id = await begin('a');
    const working = worker();
    await advance(0);
    for (let at = 0; at < 10; at++) await advance(minute);
    const times = provider.polls.get('p1') ?? [];
    expect(times.slice(0, 9).map((at) => at / 1000)).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183]);
    expect(times.length).toBeLessThan(18);
    provider.isEnded = true;
    await advance(minute);
    expect((await batch(id)).status).toBe('completed');
    await working.close();
  });

  test('is cancelled there an hour before its end, and what is missing then is answered one by one', async () => {
    const given: HandedResult[] = [ok('line-2')];
    const { worker, begin, advance, provider, batch, text, oneByOne } = bench({
      async *results() {
        yield* given;
      },
    });
    const id = await begin('a', 'b');
    const working = worker();
    await advance(0);
    await advance(15 * minute - 1000);
    expect(provider.cancels).toEqual([]);
    await advance(1000);
    expect(provider.cancels).toEqual(['p1']);
    provider.isEnded = true;
    await advance(minute);
    const ended = await batch(id);
    expect(ended).toMatchObject({ status: 'completed', counts: { completed: 2 } });
    expect(oneByOne).toEqual(['a']);
    expect(await text(ended.outputFileId)).toContain('batched line-2');
    await working.close();
  });

  test('that does not end there even when it is cancelled is answered one by one after a quarter of an hour', async () => {
    const { worker, begin, advance, batch, oneByOne, notices } = bench();
    const id = await begin('a');
    const working = worker();
    await advance(0);
    await advance(29 * minute);
    expect((await batch(id)).status).toBe('in_progress');
    await advance(2 * minute);
    expect((await batch(id)).status).toBe('completed');
    expect(oneByOne).toEqual(['a']);
    expect(notices.at(-1)).toBe("a provider's batch does not end");
    await working.close();
  });

  test('that cannot be asked for at all is answered one by one when its end is near, and that is told once', async () => {
    const { worker, begin, advance, batch, oneByOne, notices, provider } = bench({
      async state() {
        throw refusal('upstream-auth', 401);
      },
    });
    const id = await begin('a');
    const working = worker();
    await advance(0);
    await advance(29 * minute);
    expect([(await batch(id)).status, oneByOne]).toEqual(['in_progress', []]);
    await advance(2 * minute);
    expect((await batch(id)).status).toBe('completed');
    expect([oneByOne, provider.begun.length]).toEqual([['a'], 1]);
    expect(notices.filter((notice) => notice.includes('cannot be followed'))).toHaveLength(1);
    await working.close();
  });

  test('is cancelled there again where that was not taken', async () => {
    let tries = 0;
    const { worker, begin, advance, batch, provider } = bench({
      async cancel() {
        if (++tries < 3) throw refusal('upstream-fault', 500);
        provider.isEnded = true;
      },
    });
    const id = await begin('a');
    const working = worker();
    await advance(0);
    await advance(16 * minute);
    expect(tries).toBe(3);
    expect(await batch(id)).toMatchObject({ status: 'completed', counts: { completed: 1 } });
    await working.close();
  });

  test('is not cancelled there when it has ended in the meantime', async () => {
    const { worker, begin, advance, store, clock, batch, provider, notices } = bench();
    const id = await begin('a');
    const working = worker();
    await advance(0);
    provider.isEnded = true;
    await store.moveBatch(scope, id, { from: ['in_progress'], to: 'cancelling', at: clock.now() });
    await advance(1000);
    expect(await batch(id)).toMatchObject({ status: 'cancelled', counts: { completed: 1 } });
    expect(provider.cancels).toEqual([]);
    expect(notices.filter((notice) => notice.includes('cannot'))).toEqual([]);
    await working.close();
  });

  test('goes on after the process has stood still beyond its end: what is there is kept, the rest has expired', async () => {
    const { worker, begin, advance, clock, provider, batch, text } = bench({
      async *results() {
        yield ok('line-1');
      },
    });
    const id = await begin('a', 'b');
    const first = worker();
    await advance(0);
    await first.close();
    await clock.advance(25 * hour);
    provider.isEnded = true;
    const second = worker();
    await advance(0);
    const ended = await batch(id);
    expect(ended).toMatchObject({ status: 'expired', counts: { total: 2, completed: 1, failed: 1 } });
    expect(await text(ended.outputFileId)).toContain('batched line-1');
    expect(await text(ended.errorFileId)).toContain('batch_expired');
    expect(provider.begun).toHaveLength(1);
    await second.close();
  });

  test('is handed over again where the provider was overloaded, and looked for before that', async () => {
    const found: string[] = [];
    let tries = 0;
    const { worker, begin, advance, batch } = bench({
      isEnded: true,
      async begin() {
        tries += 1;
        throw refusal('overloaded', 529);
      },
      async find(name) {
        found.push(name);
        return tries === 2 ? 'p9' : null;
      },
      async *results() {
        yield ok('line-1');
      },
    });
    const id = await begin('a');
    const working = worker();
    await advance(0);
    await advance(999);
    expect(tries).toBe(1);
    await advance(1);
    expect([tries, found]).toEqual([2, [`${id}-0`]]);
    await advance(4000);
    expect(await batch(id)).toMatchObject({
      ...{ status: 'completed', counts: { completed: 1 } },
      handover: { parts: [{ providerId: 'p9', isOver: true }], isComplete: true },
    });
    await working.close();
  });

  test('ends without the provider where that is overloaded for long', async () => {
    const begun: number[] = [];
    const { worker, begin, advance, batch, oneByOne } = bench({
      async begin() {
        begun.push(1);
        throw refusal('overloaded', 529);
      },
    });
    const id = await begin('a', 'b', 'c');
    const working = worker();
    await advance(0);
    await advance(2 * minute);
    expect(begun).toHaveLength(5);
    expect(oneByOne).toEqual(['a', 'b', 'c']);
    expect((await batch(id)).status).toBe('completed');
    await working.close();
  });

  test('is not given to the provider twice when results break off half-way', async () => {
    let isBroken = true;
    const { worker, begin, advance, batch, provider } = bench({
      isEnded: true,
      async *results() {
        yield ok('line-1');
        if (isBroken) {
          isBroken = false;
          throw new GatewayError('broken-answer', 'Cut.');
        }
        yield ok('line-2');
      },
    });
    const id = await begin('a', 'b');
    const working = worker();
    await advance(0);
    expect(await batch(id)).toMatchObject({ status: 'in_progress', counts: { completed: 1 } });
    await advance(1000);
    expect(await batch(id)).toMatchObject({ status: 'completed', counts: { completed: 2 } });
    expect(provider.begun).toHaveLength(1);
    await working.close();
  });

  test('leaves the line alone to be answered by itself whose answer cannot be gone on from', async () => {
    const { worker, begin, advance, batch, oneByOne, notices } = bench({
      isEnded: true,
      async *results() {
        yield { key: 'line-1', answer: { status: 200, requestId: null, body: 'nested' } };
        yield ok('line-2');
      },
    });
    const id = await begin('a', 'b');
    const working = worker();
    await advance(0);
    expect(await batch(id)).toMatchObject({ status: 'completed', counts: { completed: 2 } });
    expect(oneByOne).toEqual(['a']);
    expect(notices).toContain("results of a provider's batch cannot be read");
    await working.close();
  });

  test('is handed over again after a restart where it cannot be known whether the provider has it, and that is told', async () => {
    const { worker, begin, advance, store, clock, provider, batch, notices } = bench({ isEnded: true });
    const id = await begin('a', 'b', 'c');
    const part = { name: `${id}-0`, firstLine: 1, lastLine: 2, requests: 2, providerId: null, isOver: false };
    await store.moveBatch(scope, id, { from: ['validating'], to: 'in_progress', at: clock.now(), total: 3 });
    await store.keepHandover(scope, id, { target: 'nightly', parts: [part], isComplete: false });
    const working = worker();
    await advance(0);
    expect(await batch(id)).toMatchObject({ status: 'completed', counts: { completed: 3 } });
    expect(provider.begun).toEqual([['line-1', 'line-2'], ['line-3']]);
    expect(notices).toContainEqual(expect.stringContaining('cut short, and is not found there'));
    await working.close();
  });

  test.each([
    ['refused', refusal('upstream-auth', 401)],
    ['out of reach', new GatewayError('unreachable', 'Gone.')],
  ])('is looked for after a restart until the provider says, though looking was %s', async (_what, trouble) => {
    const troubles = Array<Error>(10).fill(trouble);
    const { worker, begin, advance, store, clock, provider, batch, notices } = bench({
      isEnded: true,
      async find() {
        const next = troubles.pop();
        if (next) throw next;
        return 'p0';
      },
      async *results() {
        yield* [ok('line-1'), ok('line-2')];
      },
    });
    const id = await begin('a', 'b');
    const part = { name: `${id}-0`, firstLine: 1, lastLine: 2, requests: 2, providerId: null, isOver: false };
    await store.moveBatch(scope, id, { from: ['validating'], to: 'in_progress', at: clock.now(), total: 2 });
    await store.keepHandover(scope, id, { target: 'nightly', parts: [part], isComplete: false });
    const working = worker();
    await advance(0);
    for (let at = 0; at < 6; at++) await advance(minute);
    expect(await batch(id)).toMatchObject({ status: 'completed', counts: { completed: 2 } });
    expect(provider.begun).toEqual([]);
    expect(notices.filter((notice) => notice.includes('cannot be looked for'))).toHaveLength(1);
    await working.close();
  });

  test('is looked for no longer than till an hour before its end, and then answered one by one', async () => {
    const { worker, begin, advance, store, clock, provider, batch, oneByOne } = bench({
      async find() {
        throw refusal('upstream-auth', 401);
      },
    });
    const id = await begin('a');
    const part = { name: `${id}-0`, firstLine: 1, lastLine: 1, requests: 1, providerId: null, isOver: false };
    await store.moveBatch(scope, id, { from: ['validating'], to: 'in_progress', at: clock.now(), total: 1 });
    await store.keepHandover(scope, id, { target: 'nightly', parts: [part], isComplete: false });
    const working = worker();
    await advance(0);
    await advance(14 * minute);
    expect(oneByOne).toEqual([]);
    await advance(minute);
    expect((await batch(id)).status).toBe('completed');
    expect([oneByOne, provider.begun]).toEqual([['a'], []]);
    await working.close();
  });

  test('is not handed over twice where word of the first time was lost and looking is refused', async () => {
    let looked = 0;
    const { worker, begin, advance, batch, provider, oneByOne } = bench({
      isEnded: true,
      async begin({ requests }) {
        provider.begun.push(requests);
        throw new GatewayError('timeout', 'Late.');
      },
      async find() {
        looked += 1;
        if (looked < 3) throw refusal('upstream-auth', 401);
        return 'p1';
      },
    });
    const id = await begin('a', 'b');
    const working = worker();
    await advance(0);
    for (let at = 0; at < 3; at++) await advance(minute);
    expect(await batch(id)).toMatchObject({ status: 'completed', counts: { completed: 2 } });
    expect([provider.begun.length, oneByOne]).toEqual([1, []]);
    await working.close();
  });

  test('goes on being handed over after a restart from where that stopped', async () => {
    const { worker, begin, advance, store, clock, provider, batch } = bench({
      isEnded: true,
      async *results(batchId) {
        for (const key of batchId === 'p0' ? ['line-1', 'line-2'] : (provider.begun[0] ?? [])) yield ok(key);
      },
    });
    const id = await begin('a', 'b', 'c');
    const part = { name: `${id}-0`, firstLine: 1, lastLine: 2, requests: 2, providerId: 'p0', isOver: false };
    await store.moveBatch(scope, id, { from: ['validating'], to: 'in_progress', at: clock.now(), total: 3 });
    await store.keepHandover(scope, id, { target: 'nightly', parts: [part], isComplete: false });
    const working = worker();
    await advance(0);
    expect(provider.begun).toEqual([['line-3']]);
    expect(await batch(id)).toMatchObject({ status: 'completed', counts: { completed: 3 } });
    await working.close();
  });

  test('leaves no timer behind when the process stops', async () => {
    const { worker, begin, advance, clock } = bench();
    await begin('a');
    const working = worker();
    await advance(0);
    await advance(5000);
    await working.close();
    expect(clock.pending).toBe(0);
  });

  test('is cancelled there although the process stops meanwhile, after the next start', async () => {
    const { worker, begin, advance, store, clock, provider, batch } = bench();
    const id = await begin('a', 'b');
    const first = worker();
    await advance(0);
    await store.moveBatch(scope, id, { from: ['in_progress'], to: 'cancelling', at: clock.now() });
    await advance(1000);
    expect(provider.cancels).toEqual(['p1']);
    await first.close();
    expect((await batch(id)).status).toBe('cancelling');
    provider.isEnded = true;
    const second = worker();
    await advance(0);
    expect(await batch(id)).toMatchObject({ status: 'cancelled', counts: { completed: 2 } });
    await second.close();
  });
});
