import { regionsWithoutBudgets } from './aws-regions.ts';
import type { CatoConfig } from './cato-config.ts';
import { deployProfiles } from './deploy-profiles.ts';
import type { DeploySettings, NliSettings, ShadowSelfSettings } from './deploy-settings.ts';

const { shadowSelf: scheduled } = deployProfiles.scale;
/** Of where a profile has none: as `scale` has it, without its hours. */
const unscheduled: ShadowSelfSettings | null = scheduled && { ...scheduled, floors: [] };

type DeployConfig = NonNullable<CatoConfig['deploy']>;

export interface EffectiveDeploy {
  readonly settings: DeploySettings;
  /** What cannot be deployed like this, one sentence each, beginning with the path; empty when nothing is wrong. */
  readonly problems: readonly string[];
}

/** What `deploy` of the configuration comes to over its profile. Pure. */
export function effectiveDeploy(deploy: DeployConfig = {}): EffectiveDeploy {
  const profile = deploy.profile ?? 'small';
  const values = deployProfiles[profile];
  const [home, ...others] = deploy.regions ?? values.regions;
  const settings: DeploySettings = {
    ...values,
    ...deploy,
    profile,
    account: deploy.account ?? null,
    regions: home === undefined ? values.regions : [home, ...others],
    tables: { ...values.tables, ...deploy.tables },
    gateway: {
      ...values.gateway,
      ...deploy.gateway,
      throttle: { ...values.gateway.throttle, ...deploy.gateway?.throttle },
    },
    container: { ...values.container, ...deploy.container },
    nli: over<NliSettings>(values.nli, deployProfiles.standard.nli, deploy.nli),
    shadowSelf: asleep(
      over<ShadowSelfSettings>(values.shadowSelf, unscheduled, withoutFloors(values.shadowSelf, deploy.shadowSelf)),
    ),
    operations: { ...values.operations, ...deploy.operations },
  };
  const awake = deploy.shadowSelf?.minInstances ?? 0;
  const problems = [...problemsOf(settings)];
  if (settings.shadowSelf?.scaleToZero && awake > 0) {
    problems.push(
      `deploy.shadowSelf.minInstances is ${awake}, and with scaleToZero none always runs: leave one of the two out`,
    );
  }
  return { settings, problems };
}

/** What is written over the profile's values, or over those of a profile that has the part. */
function over<Part>(
  ofProfile: Part | null,
  usual: Part | null,
  written: Partial<Part> | null | undefined,
): Part | null {
  if (written === undefined) return ofProfile;
  const base = ofProfile ?? usual;
  return written === null || base === null ? null : { ...base, ...written };
}

/** A profile's floors go with its bounds: whoever writes others has none but those that are written. */
function withoutFloors(
  ofProfile: ShadowSelfSettings | null,
  written: Partial<ShadowSelfSettings> | null | undefined,
): Partial<ShadowSelfSettings> | null | undefined {
  if (!written || ofProfile === null) return written;
  const { minInstances, maxInstances, scaleToZero } = written;
  const keepsBounds = minInstances === undefined && maxInstances === undefined && scaleToZero !== true;
  return keepsBounds ? written : { floors: [], ...written };
}

/** Where none may run, none must. */
function asleep(shadowSelf: ShadowSelfSettings | null): ShadowSelfSettings | null {
  return shadowSelf?.scaleToZero ? { ...shadowSelf, minInstances: 0 } : shadowSelf;
}

function problemsOf({
  prefix,
  memory,
  operations,
  nli,
  shadowSelf,
  container,
  gateway,
  compute,
  regions,
  tables,
}: DeploySettings): readonly string[] {
  const problems: string[] = [];
  if (memory && prefix.length > longestWithMemory) {
    problems.push(
      `deploy.prefix is ${prefix}, ${prefix.length} characters; with deploy.memory it has at most ${longestWithMemory}, for OpenSearch Serverless takes short names`,
    );
  }
  const [home] = regions;
  if (operations.monthlyBudgetUsd !== null && regionsWithoutBudgets.has(home)) {
    problems.push(
      `deploy.operations.monthlyBudgetUsd is ${operations.monthlyBudgetUsd}, and CloudFormation makes no budgets in ${home}: write \`null\`, and make the budget in the console`,
    );
  }
  const ordered: [string, number | undefined, number | undefined][] = [
    ['nli', nli?.minInstances, nli?.maxInstances],
    ['shadowSelf', shadowSelf?.minInstances, shadowSelf?.maxInstances],
  ];
  for (const [path, min = 0, max = 0] of ordered) {
    if (min > max) problems.push(`deploy.${path}.minInstances is ${min}, above maxInstances, ${max}`);
  }
  if (container.minTasks > container.maxTasks) {
    problems.push(`deploy.container.minTasks is ${container.minTasks}, above maxTasks, ${container.maxTasks}`);
  }
  for (const [region, zones] of Object.entries(container.availabilityZones)) {
    for (const zone of zones) {
      if (!zone.startsWith(region)) {
        problems.push(`deploy.container.availabilityZones.${region} has ${zone}, which is not in that region`);
      }
    }
  }
  if (compute === 'container') {
    const allowed = fargateMemory(container.cpu);
    if (!allowed.includes(container.memoryMb)) {
      problems.push(
        `deploy.container.memoryMb is ${container.memoryMb}; with cpu ${container.cpu} AWS Fargate allows ${allowed.join(', ')}`,
      );
    }
  }
  for (const [index, { minInstances }] of (shadowSelf?.floors ?? []).entries()) {
    const { minInstances: min, maxInstances: max } = shadowSelf ?? { minInstances: 0, maxInstances: 0 };
    const path = `deploy.shadowSelf.floors[${index}].minInstances is ${minInstances}`;
    if (minInstances > max) problems.push(`${path}, above maxInstances, ${max}`);
    // It would take away what always runs.
    if (minInstances < min) problems.push(`${path}, below minInstances, ${min}`);
  }
  if (shadowSelf !== null && !shadowSelf.scaleToZero && shadowSelf.minInstances === 0) {
    problems.push('deploy.shadowSelf.minInstances is 0, which needs scaleToZero: true');
  }
  const reserved = gateway.reservedConcurrency;
  const ready = gateway.provisionedConcurrency?.max ?? 0;
  if (reserved !== null && ready > reserved) {
    problems.push(`deploy.gateway.provisionedConcurrency.max is ${ready}, above reservedConcurrency, ${reserved}`);
  }
  const keyless = regions.filter((region) => tables.keyArns?.[region] === undefined);
  if (tables.customerManagedKey && keyless.length > 0 && (regions.length > 1 || tables.keyArns !== null)) {
    problems.push(`deploy.tables.keyArns has no key for ${keyless.join(', ')}, which customerManagedKey needs`);
  }
  const certificateRegion = gateway.domain?.certificateArn.split(':')[3];
  if (certificateRegion !== undefined && regions.length === 1 && certificateRegion !== regions[0]) {
    problems.push(
      `deploy.gateway.domain.certificateArn is of ${certificateRegion}; a regional API needs one of ${regions[0]}`,
    );
  }
  if (gateway.domain !== null && regions.length > 1) {
    problems.push(
      'deploy.gateway.domain names one certificate, and each region needs its own: deploy the regions without it and put a DNS name in front',
    );
  }
  return problems;
}

/** `<prefix>-episodic-memory` is the name of a collection: 32 characters. */
const longestWithMemory = 16;
const gb = 1_024;

/** Sizes in MB that go with a CPU size: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html */
function fargateMemory(cpu: number): readonly number[] {
  const between = (from: number, to: number, step: number): number[] =>
    Array.from({ length: (to - from) / step + 1 }, (_, index) => (from + index * step) * gb);
  if (cpu === 256) return [512, gb, 2 * gb];
  if (cpu === 512) return between(1, 4, 1);
  if (cpu === 1_024) return between(2, 8, 1);
  if (cpu === 2_048) return between(4, 16, 1);
  if (cpu === 4_096) return between(8, 30, 1);
  return cpu === 8_192 ? between(16, 60, 4) : between(32, 120, 8);
}
