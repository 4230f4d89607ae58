import { expect, test } from '@jest/globals';
import { receiveFile } from '../../../adapters/http/files-upload.ts';
import { InMemoryBatchStore } from '../../../adapters/in-memory/in-memory-batch-store.ts';
import type { Batches } from '../../../core/batches/batches.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n';
const purpose = '\r\n--b\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--b--';

function bench() {
  const clock = new FakeClock();
  const store = new InMemoryBatchStore({ clock });
  const pieces: number[] = [];
  const addPiece = store.addPiece.bind(store);
  store.addPiece = async (scope, id, piece, bytes) => {
    pieces.push(bytes.byteLength);
    await addPiece(scope, id, piece, bytes);
  };
  const batches: Batches = {
    store,
    maxFileBytes: 5_000_000,
    createId: (prefix) => `${prefix}1`,
    wake: () => undefined,
  };
  const receive = (body: () => AsyncIterable<Buffer>) =>
    receiveFile(
      { header: () => 'multipart/form-data; boundary=b', bodyPieces: body },
      { batches, scope: 'ann', now: () => clock.now() },
    );
  return { store, pieces, receive };
}

test('a file is stored as it comes, in pieces', async () => {
  const { pieces, receive, store } = bench();
  const seen: number[] = [];
  const file = await receive(async function* () {
    yield Buffer.from(head);
    for (let sent = 0; sent < 16; sent++) {
      yield Buffer.alloc(65_536, 'x');
      seen.push(pieces.length);
    }
    yield Buffer.from(purpose);
  });
  expect(file.bytes).toBe(16 * 65_536);
  expect(pieces.reduce((sum, bytes) => sum + bytes, 0)).toBe(file.bytes);
  expect(Math.max(...pieces)).toBeLessThan(400_000);
  expect(seen.at(-1)).toBeGreaterThan(2);
  expect(await store.file('ann', file.id)).toEqual(file);
});

test('an upload that breaks off leaves nothing behind', async () => {
  const { receive, store } = bench();
  const gone = new GatewayError('client-gone', 'The client left.');
  const receiving = receive(async function* () {
    yield Buffer.from(`${head}${'x'.repeat(600_000)}`);
    throw gone;
  });
  await expect(receiving).rejects.toBe(gone);
  // Not even what is not complete.
  expect(await store.deleteFile('ann', 'file-1')).toBe('unknown');
});
