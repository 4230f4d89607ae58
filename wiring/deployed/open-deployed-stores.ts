import { DynamoDbBreakerStore } from '../../adapters/dynamodb/dynamodb-breaker-store.ts';
import { createTableClient } from '../../adapters/dynamodb/table-client.ts';
import type { BreakerStore } from '../../core/ports/breaker-store.ts';
import type { DeployedParts } from './build-deployed-gateway.ts';
import { type DeployedSessionsOptions, openDeployedSessions } from './open-deployed-sessions.ts';
import type { UnfinishedWork } from './unfinished-work.ts';

export interface DeployedStoresOptions extends DeployedSessionsOptions {
  readonly coordinationTable: string;
  readonly work: UnfinishedWork;
}

/** The stores of the deployment; nobody is asked yet. */
export function openDeployedStores(options: DeployedStoresOptions): Pick<DeployedParts, 'sessions' | 'breakers'> {
  const { region, clock, coordinationTable: name, work } = options;
  const client = createTableClient({ region });
  return {
    sessions: openDeployedSessions(options),
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
