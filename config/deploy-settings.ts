export type ProfileName = 'small' | 'standard' | 'scale';

/** What the stacks are made from: everything decided, nothing left to guess. Money in US dollars, sizes as named. */
export interface DeploySettings {
  readonly profile: ProfileName;
  /** Begins the name of every stack and of every global table. */
  readonly prefix: string;
  /** The AWS account; `null` = the one whose credentials deploy. */
  readonly account: string | null;
  /** AWS regions; the first is the home of what exists once. */
  readonly regions: readonly [string, ...string[]];
  readonly compute: 'lambda' | 'container';
  /** Where images are built: by CodeBuild in the account, or by Docker on the machine that deploys. */
  readonly docker: 'codebuild' | 'local';
  /** The stores of long-term memory. */
  readonly memory: boolean;
  readonly tables: TableSettings;
  readonly gateway: GatewaySettings;
  readonly container: ContainerSettings;
  /** `null` = not deployed. */
  readonly nli: NliSettings | null;
  /** `null` = not deployed. */
  readonly shadowSelf: ShadowSelfSettings | null;
  readonly operations: OperationsSettings;
}

export interface TableSettings {
  /** Tables, bucket and collection stay when the stack is destroyed; stacks are protected against termination. */
  readonly retain: boolean;
  readonly pointInTimeRecovery: boolean;
  /** Encrypts with a key of the account in place of one that AWS owns. Made by the stack where there is one region. */
  readonly customerManagedKey: boolean;
  /** By region, the ARNs of keys that are there already: what `customerManagedKey` needs in several regions. */
  readonly keyArns: Readonly<Record<string, string>> | null;
  /** Request units a second that a table takes at most: a fence against runaway cost. */
  readonly maxReadUnits: number;
  readonly maxWriteUnits: number;
}

export interface GatewaySettings {
  readonly memoryMb: number;
  /** `null` = bounded by the account alone. */
  readonly reservedConcurrency: number | null;
  /** `null` = environments start when they are needed. */
  readonly provisionedConcurrency: ProvisionedConcurrency | null;
  /** All clients together, at each region. */
  readonly throttle: { readonly requestsPerSecond: number; readonly burst: number };
  /** `null` = no web application firewall. Requests of one address within five minutes. */
  readonly waf: { readonly requestsPerFiveMinutes: number } | null;
  /** Origins whose web pages may call; empty = none. */
  readonly corsOrigins: readonly string[];
  /** `null` = the address that API Gateway gives. */
  readonly domain: { readonly name: string; readonly certificateArn: string } | null;
}

export interface ProvisionedConcurrency {
  readonly min: number;
  readonly max: number;
  /** When that many are kept ready; outside of it none is. Cron expressions of Application Auto Scaling, UTC. */
  readonly from: string;
  readonly until: string;
}

export interface ContainerSettings {
  /** 1024 = one virtual CPU. */
  readonly cpu: number;
  readonly memoryMb: number;
  readonly minTasks: number;
  readonly maxTasks: number;
  /** At which mean share of a task's CPU more tasks start, per cent. */
  readonly cpuTargetPercent: number;
  /** By region, the two zones that tasks and API Gateway's link to them are in; otherwise the region's first two. */
  readonly availabilityZones: Readonly<Record<string, readonly string[]>>;
}

export interface NliSettings {
  readonly instanceType: string;
  readonly minInstances: number;
  readonly maxInstances: number;
}

export interface ShadowSelfSettings {
  readonly instanceType: string;
  readonly minInstances: number;
  readonly maxInstances: number;
  /** Requests that one instance answers at the same time before another is started. */
  readonly concurrentRequestsPerInstance: number;
  /** No instance runs while nobody asks; the first calls then go elsewhere. */
  readonly scaleToZero: boolean;
  /** A name that `cato model push` was given, or `s3://BUCKET/PREFIX/`. Other weights have another one. */
  readonly weights: string;
  /** Whoever deploys accepts the licence of weights that ask for it: gated ones in AWS's own buckets. */
  readonly acceptEula: boolean;
  /** Raises the number of instances at certain times. Cron expressions, UTC. */
  readonly floors: readonly { readonly cron: string; readonly minInstances: number }[];
}

export interface OperationsSettings {
  readonly logRetentionDays: number;
  /** Whom alarms and the budget write to; `null` = nobody, they are to be seen in the console. */
  readonly alarmEmail: string | null;
  /** US dollars a month, of all that the account pays; `null` = no budget. */
  readonly monthlyBudgetUsd: number | null;
  /** Calls of functions that the account may have under way in a region, by its quota. */
  readonly accountConcurrency: number;
  /** AWS X-Ray. */
  readonly tracing: boolean;
}
