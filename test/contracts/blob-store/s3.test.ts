import { afterAll, describe, expect, test } from '@jest/globals';
import { S3BlobStore } from '../../../adapters/s3/s3-blob-store.ts';
import { startScriptedS3 } from '../../support/scripted-s3.ts';
import { describeBlobStoreContract } from './describe-blob-store-contract.ts';

const server = await startScriptedS3();
const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
const create = (tryMs = 15_000) =>
  new S3BlobStore({ bucket: 'artifacts', region: 'eu-west-1', endpoint: server.endpoint, credentials, tryMs });

afterAll(() => server.close());

describe('blobs in S3', () => {
  describeBlobStoreContract('S3', create);

  test('are asked for twice, and then the store is busy', async () => {
    const store = create();
    await store.put('k', Uint8Array.from([1]));
    server.failures = 1;
    expect([...((await store.get('k')) ?? [])]).toEqual([1]);
    server.failures = 2;
    await expect(store.put('k', Uint8Array.from([2]))).rejects.toMatchObject({ kind: 'busy', retryAfterMs: 1000 });
    expect(server.failures).toBe(0);
    expect([...((await store.get('k')) ?? [])]).toEqual([1]);
  });

  test('are not waited for when nothing is said', async () => {
    server.isSilent = true;
    await expect(create(50).get('k')).rejects.toMatchObject({ kind: 'busy' });
    server.isSilent = false;
  });
});
