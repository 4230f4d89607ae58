import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { cloudMetrics, metricsNamespace } from '../../config/cloud-metrics.ts';

/** One of the gateway's own metrics, a minute at a time. @param statistic `Sum`, `p99` … */
export function catoMetric(prefix: string, metric: { readonly name: string }, statistic: string): Metric {
  return new Metric({
    namespace: metricsNamespace,
    metricName: metric.name,
    dimensionsMap: { [cloudMetrics.dimension]: prefix },
    statistic,
    period: Duration.minutes(1),
  });
}
