import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { HttpCodeElb } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { cloudMetrics } from '../../config/cloud-metrics.ts';
import type { ContainerService } from '../gateway/container-service.ts';
import type { GatewayStack } from '../gateway/gateway-stack.ts';
import type { OrchestrationStack } from '../orchestration/orchestration-stack.ts';
import { failurePercentage } from '../rollout/monitors.ts';
import type { Settings } from '../settings.ts';
import type { StateStack } from '../state/state-stack.ts';
import { catoMetric } from './cato-metric.ts';
import { hostedAlarms } from './hosted-alarms.ts';

/** An alarm: what it watches, and from where on somebody should look. Its entry in the runbook is called like it. */
export interface AlarmFacts {
  /** Without the prefix; the runbook's heading. */
  readonly name: string;
  /** The runbook's anchor, where several alarms share an entry. Default: the name. */
  readonly entry?: string;
  /** What is wrong when it is on, one sentence. */
  readonly meaning: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Minutes looked at, and how many of them must be above the threshold. */
  readonly minutes: number;
  readonly of: number;
}

export interface Watched {
  readonly settings: Settings;
  /** In the first region, which has what there is once. */
  readonly isHome: boolean;
  readonly state: StateStack;
  readonly orchestration: OrchestrationStack;
  readonly gateway: GatewayStack;
}

const minute = Duration.minutes(1);
/** Calls that an account may have under way in a region before its quota is raised. */
const accountConcurrency = 1_000;

/** Every alarm that tells somebody. Those that take a rollout back are the rollout stack's own. */
export function alarmFacts({ settings, isHome, orchestration, gateway, state }: Watched): readonly AlarmFacts[] {
  const { prefix, regions } = settings.deploy;
  return [
    {
      name: 'failure-rate',
      meaning: 'More than 5 % of requests fail.',
      metric: failurePercentage(prefix),
      threshold: 5,
      minutes: 5,
      of: 3,
    },
    {
      name: 'slow-first-byte',
      meaning: 'One in a hundred clients waits longer than 10 s for the first byte.',
      metric: catoMetric(prefix, cloudMetrics.firstByte, 'p99'),
      threshold: 10_000,
      minutes: 10,
      of: 8,
    },
    {
      name: 'gateway-overhead',
      meaning: "The gateway's own part of the time to the first byte is above 100 ms for one request in a hundred.",
      metric: catoMetric(prefix, cloudMetrics.overhead, 'p99'),
      threshold: 100,
      minutes: 10,
      of: 8,
    },
    {
      name: 'failing-targets',
      meaning: 'More than a quarter of the calls to providers fail.',
      metric: new MathExpression({
        expression: 'IF(attempts >= 20, 100 * failed / attempts, 0)',
        usingMetrics: {
          attempts: catoMetric(prefix, cloudMetrics.attempts, 'Sum'),
          failed: catoMetric(prefix, cloudMetrics.failedAttempts, 'Sum'),
        },
        period: minute,
      }),
      threshold: 25,
      minutes: 5,
      of: 4,
    },
    ...computeAlarms(settings, gateway),
    {
      name: 'api-errors',
      meaning: 'API Gateway itself answers with 5xx.',
      metric: gateway.api.api.metricServerError({ period: minute, statistic: 'Sum' }),
      threshold: 20,
      minutes: 5,
      of: 3,
    },
    {
      name: 'background-answers-failing',
      meaning: 'Runs of background answers failed.',
      metric: orchestration.backgroundAnswers.metricFailed({ period: minute, statistic: 'Sum' }),
      threshold: 5,
      minutes: 15,
      of: 5,
    },
    {
      name: 'background-answers-stuck',
      meaning: 'A turn could be ended neither by its run nor after it.',
      metric: orchestration.unendedRuns.metricApproximateNumberOfMessagesVisible({
        period: minute,
        statistic: 'Maximum',
      }),
      threshold: 0,
      minutes: 5,
      of: 1,
    },
    ...(isHome ? hostedAlarms(settings.deploy) : []),
    ...[state.workingMemory, state.coordination].flatMap(({ tableName }) => tableAlarms(prefix, tableName, regions)),
  ];
}

/** Of what the gateway runs as. */
function computeAlarms({ deploy }: Settings, { gateway, container }: GatewayStack): readonly AlarmFacts[] {
  if (container !== null) return containerAlarms(container);
  if (gateway === null) return [];
  const made = gateway.function;
  const concurrency = deploy.gateway.reservedConcurrency ?? accountConcurrency;
  return [
    {
      name: 'gateway-crashes',
      meaning: 'The gateway function ended without an answer.',
      metric: made.metricErrors({ period: minute, statistic: 'Sum' }),
      threshold: 5,
      minutes: 5,
      of: 2,
    },
    {
      name: 'gateway-throttled',
      meaning: 'Requests were turned away because too many were under way.',
      metric: made.metricThrottles({ period: minute, statistic: 'Sum' }),
      threshold: 1,
      minutes: 5,
      of: 2,
    },
    {
      name: 'gateway-nearly-full',
      meaning: 'More than 80 % of the requests that may be under way are.',
      metric: made.metric('ConcurrentExecutions', { period: minute, statistic: 'Maximum' }),
      threshold: 0.8 * concurrency,
      minutes: 5,
      of: 3,
    },
  ];
}

function containerAlarms({ service, balancer, tasks }: ContainerService): readonly AlarmFacts[] {
  return [
    {
      name: 'gateway-tasks-unhealthy',
      meaning: 'Tasks of the gateway do not answer that they are ready.',
      metric: tasks.metrics.unhealthyHostCount({ period: minute, statistic: 'Maximum' }),
      threshold: 0,
      minutes: 10,
      of: 5,
    },
    {
      name: 'gateway-tasks-unreached',
      meaning: 'The load balancer answers with 5xx itself: no task of the gateway takes requests, or one left them.',
      metric: balancer.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, { period: minute, statistic: 'Sum' }),
      threshold: 5,
      minutes: 5,
      of: 2,
    },
    {
      name: 'gateway-tasks-slow',
      meaning: 'Half of the answers of the tasks begin later than after 20 s, whole ones included.',
      metric: tasks.metrics.targetResponseTime({ period: minute, statistic: 'p50' }),
      threshold: 20,
      minutes: 10,
      of: 8,
    },
    {
      name: 'gateway-tasks-busy',
      meaning: 'Tasks of the gateway use nearly all of their CPU, and more do not come or do not suffice.',
      metric: service.metricCpuUtilization({ period: minute, statistic: 'Average' }),
      threshold: 85,
      minutes: 10,
      of: 8,
    },
    {
      name: 'gateway-tasks-full',
      meaning: 'Tasks of the gateway use nearly all of their memory.',
      metric: service.metricMemoryUtilization({ period: minute, statistic: 'Maximum' }),
      threshold: 90,
      minutes: 10,
      of: 5,
    },
  ];
}

function tableAlarms(prefix: string, tableName: string, regions: readonly string[]): readonly AlarmFacts[] {
  const name = tableName.slice(prefix.length + 1);
  const metric = (metricName: string, dimensions: Record<string, string> = {}, statistic = 'Sum') =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: tableName, ...dimensions },
      period: minute,
      statistic,
    });
  const [, ...replicas] = regions;
  return [
    {
      name: `${name}-throttled`,
      meaning: `Reads or writes of the table ${name} were refused for want of capacity.`,
      metric: new MathExpression({
        expression: 'reads + writes',
        usingMetrics: { reads: metric('ReadThrottleEvents'), writes: metric('WriteThrottleEvents') },
        period: minute,
      }),
      threshold: 10,
      minutes: 5,
      of: 3,
    },
    ...replicas.map((region) => ({
      name: `${name}-late-in-${region}`,
      entry: `${name}-late-in-region`,
      meaning: `What is written to ${name} reaches ${region} more than a minute later.`,
      metric: metric('ReplicationLatency', { ReceivingRegion: region }, 'Average'),
      threshold: 60_000,
      minutes: 10,
      of: 8,
    })),
  ];
}
