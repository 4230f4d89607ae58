import type { DeploySettings, ProfileName } from './deploy-settings.ts';

type ProfileValues = Omit<DeploySettings, 'profile' | 'account'>;

const small: ProfileValues = {
  prefix: 'cato',
  regions: ['us-east-1'],
  compute: 'lambda',
  docker: 'codebuild',
  memory: false,
  tables: {
    retain: false,
    pointInTimeRecovery: true,
    customerManagedKey: false,
    keyArns: null,
    maxReadUnits: 1_000,
    maxWriteUnits: 1_000,
  },
  gateway: {
    memoryMb: 512,
    reservedConcurrency: null,
    provisionedConcurrency: null,
    throttle: { requestsPerSecond: 200, burst: 400 },
    waf: null,
    corsOrigins: [],
    domain: null,
  },
  container: { cpu: 1_024, memoryMb: 2_048, minTasks: 1, maxTasks: 4, cpuTargetPercent: 60, availabilityZones: {} },
  nli: null,
  shadowSelf: null,
  operations: {
    logRetentionDays: 14,
    alarmEmail: null,
    monthlyBudgetUsd: 100,
    accountConcurrency: 1_000,
    tracing: false,
  },
};

const standard: ProfileValues = {
  ...small,
  regions: ['us-east-1', 'us-west-2'],
  tables: { ...small.tables, retain: true, maxReadUnits: 10_000, maxWriteUnits: 10_000 },
  gateway: {
    ...small.gateway,
    provisionedConcurrency: { min: 5, max: 100, from: 'cron(0 6 ? * MON-FRI *)', until: 'cron(0 20 ? * MON-FRI *)' },
    throttle: { requestsPerSecond: 1_000, burst: 2_000 },
    waf: { requestsPerFiveMinutes: 10_000 },
  },
  container: { ...small.container, minTasks: 2, maxTasks: 20 },
  nli: { instanceType: 'ml.c6i.xlarge', minInstances: 1, maxInstances: 4 },
  operations: { ...small.operations, logRetentionDays: 30, monthlyBudgetUsd: 2_000 },
};

const scale: ProfileValues = {
  ...standard,
  regions: ['us-east-1', 'us-west-2', 'eu-west-1'],
  compute: 'container',
  memory: true,
  tables: { ...standard.tables, maxReadUnits: 40_000, maxWriteUnits: 40_000 },
  gateway: {
    ...standard.gateway,
    throttle: { requestsPerSecond: 8_000, burst: 5_000 },
    waf: { requestsPerFiveMinutes: 100_000 },
  },
  container: { ...standard.container, cpu: 2_048, memoryMb: 4_096, minTasks: 6, maxTasks: 60, cpuTargetPercent: 55 },
  nli: { instanceType: 'ml.c6i.xlarge', minInstances: 4, maxInstances: 40 },
  shadowSelf: {
    instanceType: 'ml.g5.2xlarge',
    minInstances: 10,
    maxInstances: 300,
    concurrentRequestsPerInstance: 24,
    scaleToZero: false,
    weights: 'llama-3-8b-instruct',
    acceptEula: false,
    floors: [
      { cron: 'cron(30 5 ? * MON-FRI *)', minInstances: 20 },
      { cron: 'cron(0 20 ? * MON-FRI *)', minInstances: 10 },
    ],
  },
  operations: { ...standard.operations, logRetentionDays: 90, monthlyBudgetUsd: 300_000 },
};

/** What holds of `deploy` where the configuration says nothing. */
export const deployProfiles: Readonly<Record<ProfileName, ProfileValues>> = { small, standard, scale };
