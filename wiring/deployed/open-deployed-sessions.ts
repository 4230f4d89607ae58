import { createHash, randomBytes } from 'node:crypto';
import { DynamoDbSessionStore } from '../../adapters/dynamodb/dynamodb-session-store.ts';
import { createTableClient } from '../../adapters/dynamodb/table-client.ts';
import type { BlobStore } from '../../core/ports/blob-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { createId, idRandomBytes } from '../../core/sessions/create-id.ts';
import { homeOfNew } from '../../core/sessions/home-of-id.ts';
import type { Sessions } from '../../core/sessions/sessions.ts';
import { SessionsByHome } from '../../core/sessions/sessions-by-home.ts';
import { homeTagOf } from './home-tag.ts';

export interface DeployedSessionsOptions {
  /** All regions, the home region first. */
  readonly regions: readonly string[];
  /** The one it runs in. */
  readonly region: string;
  readonly table: string;
  readonly bucket: string;
  readonly clock: Clock;
}

/** The sessions of the deployment: each in the table of the region that its id names. */
export function openDeployedSessions(options: DeployedSessionsOptions): Omit<Sessions, 'keepMs'> {
  const { regions, region: here, table, bucket, clock } = options;
  const blobs = lazyBlobs(async () => {
    const { S3BlobStore } = await import('../../adapters/s3/s3-blob-store.ts');
    return new S3BlobStore({ bucket, region: here });
  });
  const homes = new Map(
    regions.map((region) => [
      homeTagOf(region),
      () => new DynamoDbSessionStore({ client: createTableClient({ region }), name: table, clock, blobs }),
    ]),
  );
  const [first = here] = regions;
  const store = new SessionsByHome({ homes, first: homeTagOf(first), here: homeTagOf(here) });
  return {
    store,
    createId: (prefix, beside) => createId(prefix, randomBytes(idRandomBytes), homeOfNew(beside, homeTagOf(here))),
    fingerprint(...parts) {
      const hash = createHash('sha256');
      for (const part of parts) hash.update(part).update('\0');
      return hash.digest('hex');
    },
  };
}

/** Most sessions have no long content: its store is loaded by the first that has. */
function lazyBlobs(open: () => Promise<BlobStore>): BlobStore {
  let opened: Promise<BlobStore> | null = null;
  const blobs = (): Promise<BlobStore> => {
    opened ??= open();
    return opened;
  };
  return {
    put: async (key, bytes) => (await blobs()).put(key, bytes),
    get: async (key) => (await blobs()).get(key),
    delete: async (key) => (await blobs()).delete(key),
  };
}
