import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { DeploySettings } from '../../config/deploy-settings.ts';
import { type HostedEndpoint, hostedEndpoints, variantName } from '../inference/hosted-endpoints.ts';
import { mostAtOnce } from '../inference/most-at-once.ts';
import { nliRequestsPerMinute } from '../inference/nli-endpoint.ts';
import type { AlarmFacts } from './cato-alarm.ts';

const period = Duration.minutes(1);
const microseconds = 1_000_000;

/** Of the models that run in the account; they are in the home region. */
export function hostedAlarms(deploy: DeploySettings): readonly AlarmFacts[] {
  const { nli, shadowSelf } = hostedEndpoints(deploy);
  return [
    ...(shadowSelf === null || deploy.shadowSelf === null
      ? []
      : shadowSelfAlarms(shadowSelf, mostAtOnce(deploy.shadowSelf.concurrentRequestsPerInstance))),
    ...(nli === null ? [] : nliAlarms(nli)),
  ];
}

function shadowSelfAlarms(hosted: HostedEndpoint, atOnce: number): readonly AlarmFacts[] {
  const scalesToZero = hosted.component !== null;
  return [
    {
      name: 'shadow-self-failing',
      meaning: 'More than a tenth of the calls of the self-hosted Llama fail.',
      metric: failedShare(hosted),
      threshold: 10,
      periods: 5,
      breaching: 4,
    },
    {
      name: 'shadow-self-slow',
      meaning: 'One in a hundred streams of the self-hosted Llama begins later than after 10 s.',
      metric: metricOf(hosted, 'FirstChunkModelLatency', 'p99'),
      threshold: 10 * microseconds,
      periods: 10,
      breaching: 8,
    },
    {
      name: 'shadow-self-full',
      meaning: 'Instances of the self-hosted Llama have more requests than they take at once, and more do not come.',
      metric: metricOf(hosted, scalesToZero ? 'ConcurrentRequestsPerCopy' : 'ConcurrentRequestsPerModel', 'Average'),
      threshold: atOnce,
      periods: 15,
      breaching: 12,
    },
    ...(scalesToZero
      ? [
          {
            name: 'shadow-self-stays-away',
            meaning: 'The self-hosted Llama was asked again and again while no instance ran, and none came.',
            metric: metricOf(hosted, 'NoCapacityInvocationFailures', 'Sum'),
            threshold: 0,
            periods: 30,
            breaching: 20,
          },
        ]
      : []),
  ];
}

function nliAlarms(hosted: HostedEndpoint): readonly AlarmFacts[] {
  return [
    {
      name: 'nli-failing',
      meaning: 'More than a tenth of the calls of the entailment models fail.',
      metric: failedShare(hosted),
      threshold: 10,
      periods: 5,
      breaching: 4,
    },
    {
      name: 'nli-slow',
      meaning: 'One in a hundred calls of the entailment models takes longer than 5 s, loading a model aside.',
      metric: metricOf(hosted, 'ModelLatency', 'p99'),
      threshold: 5 * microseconds,
      periods: 10,
      breaching: 8,
    },
    {
      name: 'nli-full',
      meaning: 'Instances of the entailment models are asked twice as often as more should come at, and they do not.',
      metric: metricOf(hosted, 'InvocationsPerInstance', 'Sum'),
      threshold: 2 * nliRequestsPerMinute,
      periods: 15,
      breaching: 12,
    },
  ];
}

/** Per cent of the calls of a minute; 0 when there were too few to tell. */
function failedShare(hosted: HostedEndpoint): IMetric {
  return new MathExpression({
    expression: 'IF(calls >= 10, 100 * FILL(failed, 0) / calls, 0)',
    usingMetrics: {
      calls: metricOf(hosted, 'Invocations', 'Sum'),
      failed: metricOf(hosted, 'Invocation5XXErrors', 'Sum'),
    },
    period,
  });
}

/** What can be without an instance is measured by its component, everything else by its variant. */
function metricOf({ endpoint, component }: HostedEndpoint, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/SageMaker',
    metricName,
    dimensionsMap:
      component === null ? { EndpointName: endpoint, VariantName: variantName } : { InferenceComponentName: component },
    statistic,
    period,
  });
}
