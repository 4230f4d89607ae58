import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { answerKey, headKey, turnKey } from '../../../adapters/dynamodb/session-keys.ts';
import { usualPathLimits } from '../../../core/sessions/session-limits.ts';
import { ending, newTurn, says, scope } from '../../contracts/session-store/session-bench.ts';
import { describeOnDynamoDbLocal } from '../../support/dynamodb-local/describe-on-dynamodb-local.ts';
import { storeBench } from './store-bench.ts';

const move = { name: 's', ifMissing: 'create', expiresAt: null } as const;
const long = 'x'.repeat(40_000);

test('no scope and name have the key of another scope and name, and no key is longer than a table takes', () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', ' ', '1', '#') }),
    fc.string({ minLength: 500, maxLength: 5000 }),
  );
  fc.assert(
    fc.property(text, text, text, text, (scope, name, otherScope, otherName) => {
      const keys = [turnKey(scope, name).pk, headKey(scope, name).pk, answerKey(scope, name).pk];
      expect(new Set(keys).size).toBe(3);
      for (const key of keys) expect(Buffer.byteLength(key)).toBeLessThanOrEqual(2048);
      const isSame = scope === otherScope && name === otherName;
      expect(turnKey(otherScope, otherName).pk === keys[0]).toBe(isSame);
    }),
  );
});

await describeOnDynamoDbLocal('the content of sessions in DynamoDB', (tables) => {
  test.concurrent('that is long is kept in blobs, written before the turn, and read with it', async () => {
    const { store, blobs, open } = storeBench(tables);
    const turn = newTurn('a', null, { input: [says('i', long)], view: { text: long } });
    await store.append(scope, turn, move);
    expect(blobs.keys).toHaveLength(2);
    const end = { ...ending('a'), output: [says('o', long, 'assistant')], view: { text: `${long}.` } };
    await store.finish(scope, 'a', end, null);
    // Of the view at its beginning nothing is left.
    expect(blobs.keys).toHaveLength(3);
    const other = open().store;
    expect(await other.turn(scope, 'a')).toMatchObject({ input: turn.input, output: end.output, view: end.view });
    const path = await other.pathOfHead(scope, 's', usualPathLimits);
    expect(path?.turns[0]).toMatchObject({ input: turn.input, output: end.output });
  });

  test.concurrent('that cannot be kept leaves nothing behind', async () => {
    const { store, blobs } = storeBench(tables);
    blobs.put = async () => {
      throw new Error('away');
    };
    await expect(store.append(scope, newTurn('a', null, { view: { text: long } }), move)).rejects.toThrow('away');
    expect(await store.turn(scope, 'a')).toBeNull();
    expect(await store.head(scope, 's')).toBeNull();
  });

  test.concurrent('of a turn that runs without its client stands in blobs sooner, for its item is written with every page', async () => {
    const { store, client, name } = storeBench(tables);
    const request = { input: 'x'.repeat(5000) };
    await store.append(scope, newTurn('a', null, { request, input: [says('i', 'x'.repeat(5000))] }), null);
    const { Items = [] } = await client.send(new ScanCommand({ TableName: name }));
    expect(JSON.stringify(Items).length).toBeLessThan(2500);
    expect(await store.turn(scope, 'a')).toMatchObject({ request });
  });

  test.concurrent('that was lost is told, not left out', async () => {
    const { store, blobs } = storeBench(tables);
    await store.append(scope, newTurn('a', null, { input: [says('i', long)] }), move);
    for (const key of blobs.keys) await blobs.delete(key);
    await expect(store.pathOfHead(scope, 's', usualPathLimits)).rejects.toMatchObject({
      kind: 'internal',
      code: 'session_content_missing',
    });
  });

  test.concurrent('is erased with the last of those who can see it', async () => {
    const { store, client, name, blobs } = storeBench(tables);
    const said = async () => JSON.stringify((await client.send(new ScanCommand({ TableName: name }))).Items);
    const turn = (id: string, parentId: string | null) =>
      newTurn(id, parentId, { ...ending(id), input: [says(id, `${id} ${long}`)] });
    await store.append(scope, turn('a', null), null);
    await store.append(scope, turn('b', 'a'), null);
    await store.append(scope, turn('c', 'b'), null);
    await store.deleteTurn(scope, 'a');
    await store.deleteTurn(scope, 'b');
    expect((await store.pathOfTurn(scope, 'c', usualPathLimits))?.turns[0]?.output).toEqual(ending('a').output);
    expect(blobs.keys).toHaveLength(3);
    await store.deleteTurn(scope, 'c');
    expect(blobs.keys).toEqual([]);
    expect(await said()).not.toContain('answer of');
    expect(await store.append(scope, newTurn('a'), null)).toEqual({ result: 'exists' });
  });

  test.concurrent.each([
    ['the head first', ['head', 'b', 'a']],
    ['the head last', ['a', 'b', 'head']],
    ['the head in between', ['a', 'head', 'b']],
    ['the last turn first', ['b', 'a', 'head']],
  ])('of a session is erased when all of it is deleted: %s', async (_, order) => {
    const { store, client, name } = storeBench(tables);
    await store.append(scope, newTurn('a', null, ending('a')), move);
    await store.append(scope, newTurn('b', 'a', ending('b')), move);
    const said = async () => JSON.stringify((await client.send(new ScanCommand({ TableName: name }))).Items);
    for (const what of order) {
      expect(await said()).toContain('answer of');
      if (what === 'head') await store.deleteHead(scope, 's');
      else await store.deleteTurn(scope, what);
    }
    expect(await said()).not.toContain('answer of');
  });

  test.concurrent('stays while a head or a turn needs it', async () => {
    const { store } = storeBench(tables);
    await store.append(scope, newTurn('a', null, ending('a')), move);
    await store.append(scope, newTurn('b', 'a', ending('b')), move);
    await store.append(scope, newTurn('fork', 'a', ending('fork')), null);
    for (const id of ['b', 'a']) await store.deleteTurn(scope, id);
    const outputs = async () =>
      (await store.pathOfHead(scope, 's', usualPathLimits))?.turns.map(({ output }) => output);
    expect(await outputs()).toEqual([ending('a').output, ending('b').output]);
    await store.deleteHead(scope, 's');
    const path = await store.pathOfTurn(scope, 'fork', usualPathLimits);
    expect(path?.turns.map(({ output }) => output)).toEqual([ending('a').output, ending('fork').output]);
  });

  test.concurrent('names the turns of items whose ids were made elsewhere, in items of their own that expire with them', async () => {
    const { store, client, name, clock, faults, open } = storeBench(tables);
    const expiresAt = clock.now() + 1500;
    await store.append(scope, newTurn('a', null, { expiresAt }), move);
    const ids = Array.from({ length: 30 }, (_, at) => `msg_${at}`);
    faults.reset();
    await store.finish(scope, 'a', { ...ending('a'), foreignItemIds: ids }, null);
    // Twenty-five in one call, and before the write that makes them count.
    expect(faults.calls).toEqual(['BatchWriteItem', 'BatchWriteItem', 'UpdateItem']);
    const { Items = [] } = await client.send(new ScanCommand({ TableName: name }));
    const named = Items.filter(({ sk }) => sk === 'item');
    expect(named).toHaveLength(30);
    for (const item of named) expect(item).toMatchObject({ turnId: 'a', expiresAt: Math.ceil(expiresAt / 1000) });
    // Whoever ends it: how long it is kept is read where it is not known.
    const other = open();
    await store.append(scope, newTurn('b', null, { expiresAt }), null);
    await other.store.finish(scope, 'b', { ...ending('b'), foreignItemIds: ['other'] }, null);
    await other.store.finish(scope, 'c', { ...ending('c'), foreignItemIds: ['lost'] }, null);
    const { Items: after = [] } = await client.send(new ScanCommand({ TableName: name }));
    const more = after.filter(({ sk, turnId }) => sk === 'item' && turnId !== 'a');
    expect(more).toMatchObject([{ turnId: 'b', expiresAt: Math.ceil(expiresAt / 1000) }]);
    other.faults.reset();
    expect((await other.store.turnsOfItems(scope, ids)).size).toBe(30);
    expect(other.faults.calls).toEqual(['BatchGetItem']);
  });

  test.concurrent('has an end that the table knows, in seconds; events and claims as well', async () => {
    const { store, client, name, clock } = storeBench(tables);
    const expiresAt = clock.now() + 1500;
    await store.append(scope, newTurn('a', null, { request: { input: 'x' }, expiresAt }), { ...move, expiresAt });
    await store.appendEvents(scope, 'a', { firstSequence: 0, events: ['1'] });
    await store.append(scope, newTurn('b', 'a', { expiresAt }), null);
    await store.claim(scope, { key: 'k', fingerprint: 'f', claimId: 'c', leaseMs: 1500 });
    const { Items = [] } = await client.send(new ScanCommand({ TableName: name }));
    expect(Items).toHaveLength(7);
    for (const item of Items) expect([item.sk, item.expiresAt]).toEqual([item.sk, Math.ceil(expiresAt / 1000)]);
  });
});
