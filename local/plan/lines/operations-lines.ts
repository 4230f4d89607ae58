import { cloudMetrics } from '../../../config/cloud-metrics.ts';
import type { DeploySettings } from '../../../config/deploy-settings.ts';
import type { DeployedCounts } from '../../../config/deployed-counts.ts';
import type { CostLine } from '../cost-line.ts';
import { figure } from '../figure.ts';
import type { Load } from '../load.ts';
import { priceLine } from '../price-line.ts';
import { tasksFor } from '../tasks-for.ts';
import { hoursPerMonth, secondsPerMonth, type Volume } from '../volume.ts';

const gb = 1024 ** 3;
/** The live configuration and the flags. */
const documents = 2;
const pollSeconds = 15;
/** Of X-Ray's usual rule. */
const tracedShare = 0.05;
const ownMetrics = Object.values(cloudMetrics).filter((metric) => typeof metric === 'object').length;

export interface OperationsFacts {
  readonly deploy: DeploySettings;
  /** What the stacks of all regions hold. */
  readonly counts: DeployedCounts;
  readonly load: Load;
  readonly volume: Volume;
}

/** Live configuration, logs, metrics, alarms, secrets, keys. */
export function operationsLines({ deploy, counts, load, volume }: OperationsFacts): readonly CostLine[] {
  const component = 'operations';
  const { compute, operations, regions } = deploy;
  const { assumptions } = load;
  const isLambda = compute === 'lambda';
  const processes = isLambda
    ? volume.meanConcurrent
    : tasksFor(deploy.container, regions.length, load, volume.meanRps).count * Math.sign(volume.requests);
  const starts = isLambda ? (processes * hoursPerMonth) / assumptions.environmentHours : processes;
  const started = isLambda
    ? `${figure(processes)} environments, each new after ${assumptions.environmentHours} hours`
    : `${figure(processes)} tasks`;
  const logGb = (volume.requests * assumptions.logBytesPerRequest) / gb;
  const keptMonths = operations.logRetentionDays / (hoursPerMonth / 24);
  const calling = Math.sign(volume.requests);
  return [
    priceLine({
      component,
      item: 'AppConfig, polls',
      price: 'config-polls',
      quantity: (processes * documents * (secondsPerMonth / pollSeconds)) / 1e6,
      how: `${figure(processes)} ${isLambda ? 'environments at work' : 'tasks'} × ${documents} documents every ${pollSeconds} s`,
    }),
    priceLine({
      component,
      item: 'AppConfig, documents received',
      price: 'config-received',
      quantity: starts * documents,
      how: `${figure(starts)} starts (${started}) × ${documents} documents`,
    }),
    priceLine({
      component,
      item: 'CloudWatch, logs written',
      price: isLambda ? 'lambda-logs' : 'logs',
      quantity: logGb,
      how: `${figure(volume.requests)} requests × ${figure(assumptions.logBytesPerRequest)} bytes`,
    }),
    priceLine({
      component,
      item: 'CloudWatch, logs kept',
      price: 'log-storage',
      quantity: logGb * keptMonths,
      how: `${figure(logGb)} GB a month × ${operations.logRetentionDays} days`,
    }),
    priceLine({
      component,
      item: 'CloudWatch, metrics of its own',
      price: 'own-metrics',
      quantity: ownMetrics * regions.length * calling,
      how: `${ownMetrics} metrics × ${regions.length} regions, while there are requests`,
    }),
    priceLine({
      component,
      item: 'CloudWatch, alarms',
      price: 'alarm-metrics',
      quantity: counts.alarmMetrics,
      how: `metrics that the alarms of ${regions.length} regions watch`,
    }),
    priceLine({
      component,
      item: 'CloudWatch, dashboards',
      price: 'dashboards',
      quantity: counts.dashboards,
      how: 'one, with all regions',
    }),
    priceLine({
      component,
      item: 'Secrets Manager, secrets',
      price: 'secrets',
      quantity: counts.secrets,
      how: `master keys of ${regions.length} regions; secrets of providers are not the deployment's`,
    }),
    priceLine({
      component,
      item: 'Secrets Manager, calls',
      price: 'secret-calls',
      quantity: starts / 1e4,
      how: `${figure(starts)} starts`,
    }),
    ...(deploy.tables.customerManagedKey
      ? [
          priceLine({
            component,
            item: 'KMS, keys',
            price: 'keys',
            quantity: regions.length,
            how: 'one in each region',
          }),
        ]
      : []),
    ...(operations.tracing
      ? [
          priceLine({
            component,
            item: 'X-Ray',
            price: 'traces',
            quantity: (volume.requests * tracedShare) / 1e6,
            how: `${figure(volume.requests)} requests × ${tracedShare}`,
          }),
        ]
      : []),
  ];
}
