import { createSystemClock } from '../../adapters/system-clock/system-clock.ts';
import { Secret } from '../../core/access/secret.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { ConfigSource } from '../../core/ports/config-source.ts';
import type { EventLog, NoticeEvent, RequestEvent } from '../../core/ports/event-log.ts';
import type { DeployedParts } from './build-deployed-gateway.ts';
import { DeferredEventLog } from './deferred-event-log.ts';
import { DeployedConfigurations } from './deployed-configurations.ts';
import { followReferences } from './follow-references.ts';
import { openAppConfig } from './open-app-config.ts';
import { ReferenceValues } from './reference-values.ts';
import { UnfinishedWork } from './unfinished-work.ts';

/** What a function is told of the deployment it is a part of. */
export interface DeploymentValues {
  readonly deployment: string;
  /** Comma-separated, the home region first. */
  readonly regions: string;
  readonly workingMemoryTable: string;
  readonly coordinationTable: string;
  readonly artifactBucket: string;
  /** `application/environment/configuration/flags` */
  readonly appConfig: string;
  readonly metricsNamespace: string;
}

export interface OpenDeploymentOptions {
  readonly values: DeploymentValues;
  /** The one it runs in. */
  readonly region: string;
  /** The configuration that was deployed, as JSON. */
  readonly document: string;
  /** ARN of the key that clients show; `null` = it serves none. */
  readonly masterKeySecret: string | null;
  /** Whether it calls models. Who does not has no right to their secrets, and reads none. */
  readonly callsModels: boolean;
}

/** The deployment as a part of it meets it. */
export interface Deployment {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly work: UnfinishedWork;
  readonly configurations: DeployedConfigurations;
  /** The live documents of flags. */
  readonly flags: ConfigSource;
  /** What clients show. @throws RangeError before a configuration has held, and where none is served. */
  masterKey(): Secret;
  /** Loaded when first asked for. */
  parts(): Promise<DeployedParts>;
}

/** Nobody is asked, and nothing large is loaded, before it is needed. */
export function openDeployment(options: OpenDeploymentOptions): Deployment {
  const { values, region, document, masterKeySecret, callsModels } = options;
  const clock = createSystemClock();
  const work = new UnfinishedWork();
  const { deployment, metricsNamespace: namespace } = values;
  const log = new DeferredEventLog(
    async () => {
      const { PowertoolsEventLog } = await import('../../adapters/powertools/powertools-event-log.ts');
      const refusesConfiguration = (): boolean => configurations.refused !== null;
      return new PowertoolsEventLog({ deployment, namespace, refusesConfiguration });
    },
    (loading) => work.track(loading),
  );
  const [application = '', environment = '', configuration = '', flags = ''] = values.appConfig.split('/');
  const documents = openAppConfig({ application, environment, region, clock, log, work });
  const notice = (event: NoticeEvent): void => log.notice(event);
  const references = new ReferenceValues({
    read: followReferences(document, { region, besides: masterKeySecret, follows: callsModels }),
    clock,
    notice,
    reading: (reading) => void work.track(reading),
  });
  const watched: EventLog = {
    request(event) {
      if (refusesSecret(event)) references.doubt();
      log.request(event);
    },
    notice,
  };
  const configurations = new DeployedConfigurations({
    document,
    region,
    live: documents(configuration),
    references,
    notice,
  });
  let parts: Promise<DeployedParts> | null = null;
  return {
    clock,
    log: watched,
    work,
    configurations,
    flags: documents(flags),
    masterKey() {
      const key = references.latest?.besides ?? null;
      if (key === null) throw new RangeError('there is no key yet');
      return new Secret(key);
    },
    parts() {
      parts ??= import('./open-deployed-stores.ts').then(({ openDeployedStores }) => {
        const { workingMemoryTable: table, artifactBucket: bucket, coordinationTable } = values;
        const [home = region, ...others] = values.regions.split(',');
        return {
          clock,
          log: watched,
          afterwards: (afterwards) => void work.track(afterwards),
          ...openDeployedStores({ regions: [home, ...others], region, table, bucket, coordinationTable, clock, work }),
        };
      });
      return parts;
    },
  };
}

/** A provider refused its key, or a client was refused by ours: either may have been rotated. */
function refusesSecret({ error, attempts }: RequestEvent): boolean {
  const kinds = attempts.flatMap(({ outcome, failedCredentials = [] }) => [
    outcome,
    ...failedCredentials.map((credential) => credential.outcome),
  ]);
  return error?.kind === 'unauthorized' || kinds.includes('upstream-auth');
}
