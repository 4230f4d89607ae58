/** `deploy` of configurations whose templates some tests look into, unchecked, beside the deployments that are checked. */
export const variants = [
  'shadowSelf: { floors: [{ cron: "cron(0 7 ? * MON-FRI *)", minInstances: 40 }] }',
  'shadowSelf: { scaleToZero: true, maxInstances: 5 }',
  'shadowSelf: { weights: "s3://jumpstart-cache/llama/8b" }',
  'shadowSelf: { weights: "s3://jumpstart-cache/llama/8b", acceptEula: true }',
  'regions: [us-gov-west-1], operations: { monthlyBudgetUsd: null }, shadowSelf: {}',
  'nli: { minInstances: 2, maxInstances: 6 }',
  'nli: { instanceType: ml.c7g.xlarge }',
  'nli: {}, docker: local',
  'regions: [us-east-1, us-west-2], nli: {}',
  'compute: container, container: { cpu: 2048, memoryMb: 4096, minTasks: 3, maxTasks: 9 }',
  'compute: container, container: { availabilityZones: { us-east-1: [us-east-1c, us-east-1d] } }',
  'compute: lambda',
  'operations: { accountConcurrency: 3000 }',
  'memory: true, tables: { customerManagedKey: true }',
] as const;

export type Variant = (typeof variants)[number];

export interface VariantFacts {
  /** By the id of their stack; empty when it cannot be made. */
  readonly templates: Readonly<Record<string, unknown>>;
  /** Why it cannot be made; `null` = it can. */
  readonly failure: string | null;
}
