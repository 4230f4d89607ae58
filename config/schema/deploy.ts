import { z } from 'zod';
import { awsRegionPattern } from '../aws-region.ts';
import { awsRegions, partitionOf } from '../aws-regions.ts';
import { cronFault } from '../cron-fault.ts';
import { deployProfiles } from '../deploy-profiles.ts';
import { optional, required } from './field.ts';

const { small } = deployProfiles;

const count = (min: number, max: number) => z.int().min(min).max(max);
const cron = z
  .string()
  .regex(/^cron\((?:\S+ ){5}\S+\)$/, {
    error: 'expected `cron(minutes hours day month weekday year)`, UTC',
    abort: true,
  })
  .check((context) => {
    const fault = cronFault(context.value);
    if (fault !== null) context.issues.push({ code: 'custom', message: fault, input: context.value });
  });
const instanceType = z
  .string()
  .regex(/^ml\.[a-z0-9-]+\.[a-z0-9]+$/, 'expected a SageMaker instance type such as ml.c6i.xlarge');
const gpuInstanceType = z
  .string()
  .regex(/^ml\.[gp]\d[a-z0-9-]*\.[a-z0-9]+$/, 'expected a SageMaker instance type with GPUs such as ml.g5.2xlarge');
/** As browsers write it: nothing after the port. */
const origin = z.string().check((context) => {
  const { value } = context;
  if (/^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value) return;
  const message =
    'expected an origin such as https://chat.example.com: lower case, without a path or a slash at the end';
  context.issues.push({ code: 'custom', message, input: value });
});
const deployedRegion = z
  .string()
  .regex(awsRegionPattern, { error: 'expected an AWS region such as us-east-1', abort: true })
  .refine((region) => awsRegions.has(region), 'there is no such region');

function setting<Schema extends z.ZodType>(schema: Schema, description: string, value?: unknown) {
  return optional(schema, { description, change: 'deploy', ...(value === undefined ? {} : { default: value }) });
}

function part<Schema extends z.ZodType>(schema: Schema, description: string) {
  return required(schema, { description, change: 'deploy' });
}

const tablesSchema = z.strictObject({
  retain: setting(
    z.boolean(),
    'Tables, bucket and collection stay when the stack is destroyed, and stacks cannot be ended by mistake.',
    small.tables.retain,
  ),
  pointInTimeRecovery: setting(
    z.boolean(),
    'Tables can be restored to any second of the last 35 days.',
    small.tables.pointInTimeRecovery,
  ),
  customerManagedKey: setting(
    z.boolean(),
    'Encrypt with a key of the account in place of one that AWS owns; made by the stack where there is one region.',
    small.tables.customerManagedKey,
  ),
  keyArns: setting(
    z.record(deployedRegion, z.string().startsWith('arn:', 'expected the ARN of a KMS key')).nullable(),
    'The ARN of a KMS key for each region, which `customerManagedKey` needs where there are several; `null` = none.',
    null,
  ),
  maxReadUnits: setting(
    count(10, 1_000_000),
    'Read units a second that a table takes at most: a fence against runaway cost.',
    small.tables.maxReadUnits,
  ),
  maxWriteUnits: setting(
    count(10, 1_000_000),
    'Write units a second that a table takes at most.',
    small.tables.maxWriteUnits,
  ),
});

const gatewaySchema = z.strictObject({
  memoryMb: setting(
    count(256, 10_240),
    'Memory of the gateway function, which decides its share of a CPU.',
    small.gateway.memoryMb,
  ),
  reservedConcurrency: setting(
    count(1, 100_000).nullable(),
    'Requests that are answered at the same time at most; `null` = as many as the account allows.',
    null,
  ),
  provisionedConcurrency: setting(
    z
      .strictObject({
        min: part(count(1, 10_000), 'Environments that are always ready then.'),
        max: part(count(1, 10_000), 'Environments that are ready at most, as more are used.'),
        from: part(cron, 'From when on.'),
        until: part(cron, 'Until when.'),
      })
      .refine(({ min, max }) => min <= max, 'expected `min` not to be above `max`')
      .nullable(),
    'Environments that are kept ready between two times of day (cron, UTC); `null` = none.',
    null,
  ),
  throttle: setting(
    z.strictObject({
      requestsPerSecond: setting(count(1, 1_000_000), 'Requests a second.', small.gateway.throttle.requestsPerSecond),
      burst: setting(count(1, 1_000_000), 'Requests at once.', small.gateway.throttle.burst),
    }),
    'What all clients of a region together may send, a coarse fence.',
  ),
  waf: setting(
    z.strictObject({ requestsPerFiveMinutes: part(count(10, 2_000_000_000), 'Requests of one address.') }).nullable(),
    'A web application firewall, and the requests that one address may send within five minutes; `null` = none.',
    null,
  ),
  corsOrigins: setting(
    z.array(origin).max(20),
    'Origins whose web pages may call the gateway.',
    small.gateway.corsOrigins,
  ),
  domain: setting(
    z
      .strictObject({
        name: part(z.string().regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'expected a host name'), 'The host name.'),
        certificateArn: part(z.string().startsWith('arn:', 'expected the ARN of a certificate'), 'The certificate.'),
      })
      .nullable(),
    'An own host name, with the certificate in AWS Certificate Manager; `null` = the one API Gateway gives.',
    null,
  ),
});

const containerSchema = z.strictObject({
  cpu: setting(
    z.literal([256, 512, 1_024, 2_048, 4_096, 8_192, 16_384]),
    'CPU of a task, 1024 = one.',
    small.container.cpu,
  ),
  memoryMb: setting(
    count(512, 122_880),
    'Memory of a task; AWS Fargate allows certain pairs.',
    small.container.memoryMb,
  ),
  minTasks: setting(count(1, 1_000), 'Tasks that always run, in each region.', small.container.minTasks),
  maxTasks: setting(count(1, 1_000), 'Tasks at most, in each region.', small.container.maxTasks),
  cpuTargetPercent: setting(
    count(10, 90),
    'The share of their CPU that tasks use in the mean before more are started.',
    small.container.cpuTargetPercent,
  ),
  availabilityZones: setting(
    z.record(
      deployedRegion,
      z
        .array(z.string().regex(/^[a-z0-9-]+[a-z]$/, 'expected the name of a zone such as us-east-1a'))
        .length(2)
        .refine(([one, other]) => one !== other, 'expected two zones'),
    ),
    'By region, the two availability zones to use; otherwise the first two that AWS lists for the account.',
    small.container.availabilityZones,
  ),
});

const nliSchema = z
  .strictObject({
    instanceType: setting(instanceType, 'Its instances: `ml.c6i.xlarge` unless the profile says otherwise.'),
    minInstances: setting(count(1, 1_000), 'Instances that always run: 1 unless the profile says otherwise.'),
    maxInstances: setting(count(1, 1_000), 'Instances at most: 4 unless the profile says otherwise.'),
  })
  .nullable();

const shadowSelfSchema = z
  .strictObject({
    instanceType: setting(gpuInstanceType, 'Its instances, which need GPUs: `ml.g5.2xlarge`.'),
    minInstances: setting(count(0, 1_000), 'Instances that always run: 10, none with `scaleToZero`.'),
    maxInstances: setting(count(1, 1_000), 'Instances at most: 300.'),
    concurrentRequestsPerInstance: setting(
      count(1, 1_000),
      'Requests that an instance answers at the same time before another one is started: 24.',
    ),
    scaleToZero: setting(
      z.boolean(),
      'No instance runs while nobody asks; while one wakes, calls go to other targets. Off unless set.',
    ),
    weights: setting(
      z
        .string()
        .regex(
          /^(?:[A-Za-z0-9][A-Za-z0-9._-]{0,63}|s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/\S+)$/,
          'expected a name that `cato model push` was given, or `s3://BUCKET/PREFIX/`',
        ),
      'Its weights: the name that `cato model push` was given, or `s3://BUCKET/PREFIX/`: `llama-3-8b-instruct`.',
    ),
    acceptEula: setting(
      z.boolean(),
      'You accept the licence of the weights: what gated models of SageMaker JumpStart ask for. Off unless set.',
    ),
    floors: setting(
      z
        .array(
          z.strictObject({
            cron: part(cron, 'From when on.'),
            minInstances: part(count(0, 1_000), 'At least so many instances.'),
          }),
        )
        .max(20),
      'From when on at least how many instances run (cron, UTC): none, but with the bounds of `scale` 20 on working days.',
    ),
  })
  .nullable();

const operationsSchema = z.strictObject({
  logRetentionDays: setting(
    z.literal([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 3_653]),
    'Days that logs are kept.',
    small.operations.logRetentionDays,
  ),
  alarmEmail: setting(z.email().nullable(), 'Whom alarms and the budget write to; `null` = nobody.', null),
  monthlyBudgetUsd: setting(
    z.number().positive().nullable(),
    'A budget for the whole account, in US dollars a month, and an alarm when models cost a hundredth of it within an hour; `null` = neither.',
    small.operations.monthlyBudgetUsd,
  ),
  accountConcurrency: setting(
    count(10, 1_000_000),
    'Calls of functions that the account may have under way in a region, its quota: an alarm tells when they are nearly reached.',
    small.operations.accountConcurrency,
  ),
  tracing: setting(z.boolean(), 'Traces in AWS X-Ray.', false),
});

export const deploySchema = z.strictObject({
  profile: setting(
    z.literal(['small', 'standard', 'scale']),
    'What everything below starts from: `small` (one region, nothing that costs while idle), `standard` (two regions), `scale` (three regions, Shadow Self).',
    'small',
  ),
  prefix: setting(
    z
      .string()
      .regex(
        /^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/,
        'expected 1 to 20 lower-case letters, digits and dashes, a letter first and no dash last',
      )
      .refine((prefix) => !/^(?:aws|ssm)/.test(prefix), 'expected no `aws` or `ssm` first: Parameter Store keeps them'),
    'Begins the name of everything that is deployed.',
    small.prefix,
  ),
  account: setting(
    z
      .string()
      .regex(/^\d{12}$/, "expected an AWS account's 12 digits, in quotes")
      .nullable(),
    'The AWS account to deploy into; `null` = the one whose credentials deploy.',
    null,
  ),
  regions: setting(
    z
      .array(deployedRegion)
      .min(1)
      .max(16)
      .refine((regions) => new Set(regions).size === regions.length, 'expected each region once')
      .refine(
        (regions) => new Set(regions.map(partitionOf)).size <= 1,
        'expected regions of one partition: China, GovCloud and the others are deployed by themselves',
      ),
    'AWS regions to deploy into; the first is the home region.',
    small.regions,
  ),
  compute: setting(
    z.literal(['lambda', 'container']),
    'Where the gateway runs: a Lambda function, one request an environment, or containers on AWS Fargate, many streams a task.',
    small.compute,
  ),
  docker: setting(
    z.literal(['codebuild', 'local']),
    'Where images are built: by CodeBuild in the account, or by Docker on the machine that deploys.',
    small.docker,
  ),
  memory: setting(z.boolean(), 'The stores of long-term memory.', small.memory),
  tables: setting(tablesSchema, 'The tables, the bucket and the collection.'),
  gateway: setting(gatewaySchema, "The gateway's function and its API."),
  container: setting(containerSchema, 'The tasks of `compute: container`.'),
  nli: setting(
    nliSchema,
    'The SageMaker endpoint of the models that tell whether one text follows from another; `null` = none.',
    null,
  ),
  shadowSelf: setting(shadowSelfSchema, 'The SageMaker endpoint of the self-hosted Llama; `null` = none.', null),
  operations: setting(operationsSchema, 'Logs, alarms and the budget.'),
});
