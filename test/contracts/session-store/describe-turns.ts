import { expect, test } from '@jest/globals';
import { sessionLimits } from '../../../core/sessions/session-limits.ts';
import { all, type CreateSessionStore, ending, newTurn, says, scope, sessionBench, stranger } from './session-bench.ts';

export function describeTurns(create: CreateSessionStore): void {
  test('a turn is what was appended', async () => {
    const { store } = sessionBench(create);
    const turn = newTurn('a', null, { request: { stream: true }, expiresAt: Number.MAX_SAFE_INTEGER });
    expect(await store.append(scope, turn, null)).toEqual({ result: 'appended', head: null });
    expect(await store.turn(scope, 'a')).toEqual({ ...turn, isDeleted: false, nextSequence: 0 });
    expect(await store.turn(scope, 'b')).toBeNull();
  });

  test('a turn says which session it was made in, also on the path to those after it', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a', null, { sessionName: 's' }), null);
    await store.append(scope, newTurn('b', 'a'), null);
    expect(await store.turn(scope, 'a')).toMatchObject({ sessionName: 's' });
    const turns = (await store.pathOfTurn(scope, 'b', all))?.turns ?? [];
    expect(turns.map(({ sessionName }) => sessionName)).toEqual(['s', undefined]);
  });

  test('text keeps every character, and what the neutral model does not know stays as it came', async () => {
    const { store } = sessionBench(create);
    const item = { id: 'x', message: null, item: { type: 'compaction', data: 'ü\u0000\ud83d\ude00 \ud83d "\n' } };
    await store.append(scope, newTurn('a', null, { input: [item, says('y', ' \t\u2028')] }), null);
    expect((await store.turn(scope, 'a'))?.input).toEqual([item, says('y', ' \t\u2028')]);
  });

  test('a turn is stored once under its id', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a'), null);
    expect(await store.append(scope, newTurn('a', null, { model: 'other' }), null)).toEqual({ result: 'exists' });
    expect((await store.turn(scope, 'a'))?.model).toBe('auto');
  });

  test('a turn ends once: the first end counts, and takes the request with it', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a', null, { request: { stream: true } }), null);
    const ends = [ending('a', 'cancelled'), ending('a', 'completed')];
    const results = await Promise.all(ends.map((end) => store.finish(scope, 'a', end, null)));
    const first = ends[results.findIndex(({ result }) => result === 'finished')];
    expect(results).toContainEqual({ result: 'already', status: first?.status });
    expect(await store.turn(scope, 'a')).toMatchObject({ ...first, request: null });
    expect(await store.finish(scope, 'b', ending('b'), null)).toEqual({ result: 'unknown' });
  });

  test('a turn is found by the items that came out with it, by ids made elsewhere: the latest of them', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a'), null);
    await store.finish(scope, 'a', { ...ending('a'), foreignItemIds: ['x', 'y'] }, null);
    await store.append(scope, newTurn('b', null, { ...ending('b'), foreignItemIds: ['y'] }), null);
    const found = await store.turnsOfItems(scope, ['z', 'y', 'x', 'x']);
    expect(Object.fromEntries(found)).toEqual({ x: 'a', y: 'b' });
    expect(await store.turnsOfItems(scope, [])).toEqual(new Map());
    expect(await store.turnsOfItems(stranger, ['x'])).toEqual(new Map());
    expect(await store.turn(scope, 'b')).not.toHaveProperty('foreignItemIds');
  });

  test('a turn is found by each of many items, whatever they are called', async () => {
    const { store } = sessionBench(create);
    const many = Array.from({ length: 120 }, (_, at) => `msg_${at} ${'x'.repeat(at % 7 === 0 ? 1000 : 0)}`);
    await store.append(scope, newTurn('a'), null);
    await store.finish(scope, 'a', { ...ending('a'), foreignItemIds: [...many, 'msg_0', 'msg_0'] }, null);
    const found = await store.turnsOfItems(scope, [...many, 'other']);
    expect(found).toEqual(new Map(many.map((id) => [id, 'a'])));
  });

  test('a running turn is given up as late as was said last', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a', null, { runsUntil: 2_000 }), null);
    expect(await store.extendTurn(scope, 'a', 9_000)).toBe(true);
    expect(await store.extendTurn(stranger, 'a', 1)).toBe(false);
    expect(await store.extendTurn(scope, 'b', 1)).toBe(false);
    expect((await store.pathOfTurn(scope, 'a', all))?.turns).toMatchObject([{ runsUntil: 9_000 }]);
    await store.finish(scope, 'a', ending('a'), null);
    expect(await store.extendTurn(scope, 'a', 10_000)).toBe(false);
    expect(await store.turn(scope, 'a')).toMatchObject({ runsUntil: 9_000, status: 'completed' });
    await store.append(scope, newTurn('c'), null);
    await store.deleteTurn(scope, 'c');
    expect(await store.extendTurn(scope, 'c', 10_000)).toBe(false);
  });

  test('a turn that is stored finished cannot be finished again', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a', null, { ...ending('a', 'incomplete') }), null);
    expect(await store.finish(scope, 'a', ending('a'), null)).toEqual({ result: 'already', status: 'incomplete' });
  });

  test('turns fork, and each branch has its own path from the root', async () => {
    const { store } = sessionBench(create);
    for (const [id, parent] of [
      ['a', null],
      ['b', 'a'],
      ['c', 'b'],
      ['d', 'b'],
    ] as const) {
      await store.append(scope, newTurn(id, parent), null);
    }
    await store.finish(scope, 'b', ending('b'), null);
    const path = await store.pathOfTurn(scope, 'd', all);
    expect(path?.turns.map(({ id }) => id)).toEqual(['a', 'b', 'd']);
    expect(path?.isWhole).toBe(true);
    expect(path?.turns[1]).toEqual({
      ...{ id: 'b', parentId: 'a', status: 'completed', model: 'auto', target: 'mock/model-a', isDeleted: false },
      ...{ createdAt: 1_000, runsUntil: Number.MAX_SAFE_INTEGER },
      ...{ input: newTurn('b').input, output: ending('b').output },
    });
    expect(await store.pathOfTurn(scope, 'x', all)).toBeNull();
  });

  test('a path is bounded in turns and in bytes: the latest are kept, the last always', async () => {
    const { store } = sessionBench(create);
    const size = 200 + JSON.stringify([says('t', '')]).length;
    for (const [id, parent] of [
      ['a', null],
      ['b', 'a'],
      ['c', 'b'],
    ] as const) {
      await store.append(scope, newTurn(id, parent, { input: [says('t', 'é'.repeat(50))] }), null);
    }
    const read = async (maxTurns: number, maxBytes: number) => {
      const path = await store.pathOfTurn(scope, 'c', { maxTurns, maxBytes });
      return [path?.turns.map(({ id }) => id).join(''), path?.isWhole];
    };
    expect(await read(3, 1e6)).toEqual(['abc', true]);
    expect(await read(2, 1e6)).toEqual(['bc', false]);
    expect(await read(0, 1e6)).toEqual(['c', false]);
    // The message says its text twice; an output is 2 bytes.
    expect(await read(9, 2 * (size + 2))).toEqual(['bc', false]);
    expect(await read(9, 2 * (size + 2) - 1)).toEqual(['c', false]);
    expect(await read(9, 1)).toEqual(['c', false]);
  });

  test('a turn continues only one that is there', async () => {
    const { store } = sessionBench(create);
    await store.append(stranger, newTurn('a'), null);
    expect(await store.append(scope, newTurn('b', 'a'), null)).toEqual({ result: 'no-parent' });
    expect(await store.turn(scope, 'b')).toBeNull();
  });

  test('a deleted turn is unknown and cannot be continued; those after it still see it', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a', null, ending('a')), null);
    await store.append(scope, newTurn('b', 'a', ending('b')), null);
    expect(await store.deleteTurn(scope, 'a')).toBe(true);
    expect(await store.deleteTurn(scope, 'a')).toBe(false);
    expect(await store.turn(scope, 'a')).toBeNull();
    expect(await store.pathOfTurn(scope, 'a', all)).toBeNull();
    expect(await store.append(scope, newTurn('c', 'a'), null)).toEqual({ result: 'no-parent' });
    expect(await store.append(scope, newTurn('a'), null)).toEqual({ result: 'exists' });
    const path = await store.pathOfTurn(scope, 'b', all);
    expect(path?.turns.map(({ id, isDeleted }) => [id, isDeleted])).toEqual([
      ['a', true],
      ['b', false],
    ]);
    expect(path?.turns[0]?.output).toEqual(ending('a').output);
  });

  test('deleting a running turn cancels it', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a'), null);
    await store.append(scope, newTurn('b', 'a'), null);
    await store.deleteTurn(scope, 'a');
    expect(await store.finish(scope, 'a', ending('a'), null)).toEqual({ result: 'unknown' });
    expect((await store.pathOfTurn(scope, 'b', all))?.turns[0]).toMatchObject({ status: 'cancelled', isDeleted: true });
  });

  test('another scope’s turn is unknown', async () => {
    const { store } = sessionBench(create);
    await store.append(scope, newTurn('a'), null);
    expect(await store.turn(stranger, 'a')).toBeNull();
    expect(await store.pathOfTurn(stranger, 'a', all)).toBeNull();
    expect(await store.finish(stranger, 'a', ending('a'), null)).toEqual({ result: 'unknown' });
    expect(await store.deleteTurn(stranger, 'a')).toBe(false);
    expect(await store.append(stranger, newTurn('a', null, { model: 'theirs' }), null)).toMatchObject({
      result: 'appended',
    });
    expect((await store.turn(scope, 'a'))?.model).toBe('auto');
  });

  test('a turn that is too large is refused, at its beginning and at its end', async () => {
    const { store } = sessionBench(create);
    const half = 'x'.repeat(sessionLimits.maxTurnBytes / 2);
    const large = { view: { text: half }, request: { text: half } };
    await expect(store.append(scope, newTurn('a', null, large), null)).rejects.toMatchObject({
      kind: 'body-too-large',
    });
    expect(await store.turn(scope, 'a')).toBeNull();
    await store.append(
      scope,
      newTurn('a', null, { input: [says('i', half)].map((item) => ({ ...item, item: null })) }),
      null,
    );
    const end = { ...ending('a'), view: { text: half } };
    await expect(store.finish(scope, 'a', end, null)).rejects.toMatchObject({ kind: 'body-too-large' });
    expect(await store.finish(scope, 'a', ending('a', 'failed'), null)).toEqual({ result: 'finished' });
  });

  test('what a turn was made from can change without changing it', async () => {
    const { store } = sessionBench(create);
    const view = { status: 'in_progress' };
    await store.append(scope, newTurn('a', null, { view }), null);
    view.status = 'changed';
    expect((await store.turn(scope, 'a'))?.view).toEqual({ status: 'in_progress' });
  });
}
