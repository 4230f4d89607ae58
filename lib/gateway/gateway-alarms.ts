import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpCodeElb } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { DeploySettings } from '../../config/deploy-settings.ts';
import type { AlarmFacts } from '../observability/cato-alarm.ts';
import type { ContainerService } from './container-service.ts';

export interface WatchedGateway {
  readonly deploy: DeploySettings;
  readonly api: RestApi;
  /** One of the two is `null`. */
  readonly gateway: IFunction | null;
  readonly container: ContainerService | null;
}

const minute = Duration.minutes(1);

/** The alarms on the API and on what the gateway runs as: beside both, for what changes with `compute` is nobody else's. */
export function gatewayAlarms({ deploy, api, gateway, container }: WatchedGateway): readonly AlarmFacts[] {
  return [
    {
      name: 'api-errors',
      meaning: 'API Gateway itself answers with 5xx.',
      metric: api.metricServerError({ period: minute, statistic: 'Sum' }),
      threshold: 20,
      periods: 5,
      breaching: 3,
    },
    ...(gateway === null ? [] : functionAlarms(gateway, deploy)),
    ...(container === null ? [] : containerAlarms(container)),
  ];
}

function functionAlarms(made: IFunction, { gateway, operations }: DeploySettings): readonly AlarmFacts[] {
  const concurrency = gateway.reservedConcurrency ?? operations.accountConcurrency;
  return [
    {
      name: 'gateway-crashes',
      meaning: 'The gateway function ended without an answer.',
      metric: made.metricErrors({ period: minute, statistic: 'Sum' }),
      threshold: 5,
      periods: 5,
      breaching: 2,
    },
    {
      name: 'gateway-throttled',
      meaning: 'Requests were turned away because too many were under way.',
      metric: made.metricThrottles({ period: minute, statistic: 'Sum' }),
      threshold: 1,
      periods: 5,
      breaching: 2,
    },
    {
      name: 'gateway-nearly-full',
      meaning: 'More than 80 % of the requests that may be under way are.',
      metric: made.metric('ConcurrentExecutions', { period: minute, statistic: 'Maximum' }),
      threshold: 0.8 * concurrency,
      periods: 5,
      breaching: 3,
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
      periods: 10,
      breaching: 5,
    },
    {
      name: 'gateway-tasks-unreached',
      meaning: 'The load balancer answers with 5xx itself: no task of the gateway takes requests, or one left them.',
      metric: balancer.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, { period: minute, statistic: 'Sum' }),
      threshold: 5,
      periods: 5,
      breaching: 2,
    },
    {
      name: 'gateway-tasks-slow',
      meaning: 'Half of the answers of the tasks begin later than after 20 s, whole ones included.',
      metric: tasks.metrics.targetResponseTime({ period: minute, statistic: 'p50' }),
      threshold: 20,
      periods: 10,
      breaching: 8,
    },
    {
      name: 'gateway-tasks-busy',
      meaning: 'Tasks of the gateway use nearly all of their CPU, and more do not come or do not suffice.',
      metric: service.metricCpuUtilization({ period: minute, statistic: 'Average' }),
      threshold: 85,
      periods: 10,
      breaching: 8,
    },
    {
      name: 'gateway-tasks-full',
      meaning: 'Tasks of the gateway use nearly all of their memory.',
      metric: service.metricMemoryUtilization({ period: minute, statistic: 'Maximum' }),
      threshold: 90,
      periods: 10,
      breaching: 5,
    },
  ];
}
