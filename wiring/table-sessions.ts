import { DynamoDbSessionStore } from '../adapters/dynamodb/dynamodb-session-store.ts';
import { createTableClient } from '../adapters/dynamodb/table-client.ts';
import { S3BlobStore } from '../adapters/s3/s3-blob-store.ts';
import { contentPrefix } from '../config/content-prefix.ts';
import { homeOfRegion } from '../config/home-of-region.ts';
import type { Clock } from '../core/ports/clock.ts';
import { createId, idRandomBytes } from '../core/sessions/create-id.ts';
import { homeOfNew } from '../core/sessions/home-of-id.ts';
import type { Sessions } from '../core/sessions/sessions.ts';
import { SessionsByHome } from '../core/sessions/sessions-by-home.ts';
import { fingerprint } from './fingerprint.ts';
import { createRandomPieces } from './random-pieces.ts';

export interface TableSessionsOptions {
  /** All regions of the deployment. The first is home of sessions whose names clients give: it stays the first. */
  readonly regions: readonly [string, ...string[]];
  /** The region that this runs in. */
  readonly region: string;
  /** The same in every region. */
  readonly tableName: string;
  /** The bucket that has the long content of the sessions of a region. */
  readonly bucketOf: (region: string) => string;
  /** As `Sessions.keepMs`. */
  readonly keepMs: number;
  /** As `Sessions.maxPromptShare`. */
  readonly maxPromptShare?: number;
  readonly clock: Clock;
  /** Another address of a region's services than their own, for emulators. */
  readonly endpointOf?: (region: string) => string;
}

/** Sessions in a deployment's tables. A region's table is connected to when a session of that region is asked for. */
export function tableSessions(options: TableSessionsOptions): Sessions & { close(): Promise<void> } {
  const { regions, region, tableName: name, bucketOf, keepMs, maxPromptShare, clock, endpointOf } = options;
  const homes = new Map(
    regions.map((home) => [
      homeOfRegion(home),
      () => {
        const address = endpointOf ? { endpoint: endpointOf(home) } : {};
        const blobs = new S3BlobStore({ bucket: bucketOf(home), region: home, ...address });
        return new DynamoDbSessionStore({
          client: createTableClient({ region: home, ...address }),
          name,
          clock,
          blobs,
          blobPrefix: contentPrefix(keepMs),
        });
      },
    ]),
  );
  const random = createRandomPieces(idRandomBytes);
  const here = homeOfRegion(region);
  const store = new SessionsByHome({ homes, first: homeOfRegion(regions[0]), here });
  return {
    store,
    keepMs,
    ...(maxPromptShare === undefined ? {} : { maxPromptShare }),
    createId: (prefix, beside) => createId(prefix, random(), homeOfNew(beside, here)),
    fingerprint,
    close: () => store.close(),
  };
}
