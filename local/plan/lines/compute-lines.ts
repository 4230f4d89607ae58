import type { DeploySettings } from '../../../config/deploy-settings.ts';
import type { CostLine } from '../cost-line.ts';
import { figure } from '../figure.ts';
import type { Load } from '../load.ts';
import { priceLine } from '../price-line.ts';
import { readyHours } from '../ready-hours.ts';
import { tasksFor } from '../tasks-for.ts';
import { hoursPerMonth, type Volume } from '../volume.ts';

/** Share of what is kept ready that is to be in use, as the function scales by. */
const utilization = 0.7;

/** Where the gateway itself runs. */
export function computeLines(deploy: DeploySettings, load: Load, volume: Volume): readonly CostLine[] {
  return deploy.compute === 'lambda' ? lambdaLines(deploy, volume) : containerLines(deploy, load, volume);
}

function lambdaLines({ gateway, regions }: DeploySettings, volume: Volume): readonly CostLine[] {
  const component = 'compute';
  const { requests, meanSeconds, meanConcurrent } = volume;
  const memoryGb = gateway.memoryMb / 1024;
  const spent = requests * meanSeconds * memoryGb;
  const ready = gateway.provisionedConcurrency;
  const hours = ready === null ? 0 : readyHours(ready);
  // What is kept ready works at the lower price, in the hours it is there.
  const kept =
    ready === null
      ? 0
      : Math.min(Math.max(ready.min * regions.length, meanConcurrent / utilization), ready.max * regions.length);
  const cheaper = Math.min(kept, meanConcurrent) * hours * 3_600 * memoryGb;
  const took = `${figure(requests)} requests × ${figure(meanSeconds)} s × ${figure(memoryGb)} GB`;
  return [
    priceLine({
      component,
      item: 'Lambda, requests',
      price: 'lambda-requests',
      quantity: requests / 1e6,
      how: `${figure(requests)} requests`,
    }),
    priceLine({
      component,
      item: 'Lambda, time',
      price: 'lambda-duration',
      quantity: spent - cheaper,
      how: cheaper === 0 ? took : `${took} less ${figure(cheaper)} GB-s in what is kept ready`,
    }),
    ...(ready === null
      ? []
      : [
          priceLine({
            component,
            item: 'Lambda, kept ready',
            price: 'lambda-ready',
            quantity: kept * hours * 3_600 * memoryGb,
            how: `${figure(kept)} environments (${ready.min} to ${ready.max} in each of ${regions.length} regions) × ${figure(hours)} hours × 3,600 s × ${figure(memoryGb)} GB`,
          }),
          priceLine({
            component,
            item: 'Lambda, time in what is kept ready',
            price: 'lambda-ready-duration',
            quantity: cheaper,
            how: `${figure(Math.min(kept, meanConcurrent))} under way × ${figure(hours)} hours × 3,600 s × ${figure(memoryGb)} GB`,
          }),
        ]),
  ];
}

function containerLines({ container, regions }: DeploySettings, load: Load, volume: Volume): readonly CostLine[] {
  const component = 'compute';
  const tasks = tasksFor(container, regions.length, load, volume.meanRps);
  const cpus = container.cpu / 1024;
  const memoryGb = container.memoryMb / 1024;
  const how = `${figure(tasks.count)} tasks (${tasks.how})`;
  return [
    priceLine({
      component,
      item: 'Fargate, CPU',
      price: 'fargate-cpu',
      quantity: tasks.count * cpus * hoursPerMonth,
      how: `${how} × ${figure(cpus)} vCPU × ${hoursPerMonth} hours`,
    }),
    priceLine({
      component,
      item: 'Fargate, memory',
      price: 'fargate-memory',
      quantity: tasks.count * memoryGb * hoursPerMonth,
      how: `${figure(tasks.count)} tasks × ${figure(memoryGb)} GB × ${hoursPerMonth} hours`,
    }),
    priceLine({
      component,
      item: 'Fargate, public addresses in place of NAT gateways',
      price: 'public-address',
      quantity: tasks.count * hoursPerMonth,
      how: `${figure(tasks.count)} tasks × ${hoursPerMonth} hours`,
    }),
  ];
}
