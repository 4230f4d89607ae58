import { DynamoDbBreakerStore } from '../../adapters/dynamodb/dynamodb-breaker-store.ts';
import { createTableClient } from '../../adapters/dynamodb/table-client.ts';
import { artifactBucketOf } from '../../config/artifact-bucket.ts';
import type { BreakerStore } from '../../core/ports/breaker-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { tableSessions } from '../table-sessions.ts';
import type { DeployedParts } from './build-deployed-gateway.ts';
import type { UnfinishedWork } from './unfinished-work.ts';

export interface DeployedStoresOptions {
  /** All regions, the home region first. */
  readonly regions: readonly [string, ...string[]];
  /** The one it runs in. */
  readonly region: string;
  /** Of sessions. */
  readonly table: string;
  /** Of this region's content. */
  readonly bucket: string;
  readonly clock: Clock;
  readonly coordinationTable: string;
  readonly work: UnfinishedWork;
}

/** The stores of the deployment; nobody is asked yet. */
export function openDeployedStores(options: DeployedStoresOptions): Pick<DeployedParts, 'sessions' | 'breakers'> {
  const { regions, region, table, bucket, clock, coordinationTable: name, work } = options;
  const client = createTableClient({ region });
  return {
    sessions: (settings) =>
      tableSessions({
        ...{ regions, region, tableName: table, clock, ...settings },
        bucketOf: (home) => artifactBucketOf(home, { name: bucket, region }),
      }),
    breakers: (settingsOf) => trackedBreakers(new DynamoDbBreakerStore({ client, name, clock, settingsOf }), work),
  };
}

/** A report goes on after the answer: it must not be frozen half-way. */
function trackedBreakers(store: BreakerStore, work: UnfinishedWork): BreakerStore {
  return {
    view: (targets) => store.view(targets),
    report: (target, report) => work.track(store.report(target, report)),
    claimProbe: (target) => store.claimProbe(target),
  };
}
