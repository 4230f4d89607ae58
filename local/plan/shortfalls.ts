import type { DeploySettings } from '../../config/deploy-settings.ts';
import { figure } from './figure.ts';
import { hostedInstances } from './hosted-instances.ts';
import type { Load } from './load.ts';
import { tableUnits } from './table-units.ts';
import { tasksFor } from './tasks-for.ts';
import type { Volume } from './volume.ts';

/** What the settings cannot take of a load at its busiest, one sentence each. All of it in one region, as when another is away. */
export function shortfalls(deploy: DeploySettings, load: Load, volume: Volume): readonly string[] {
  const { compute, gateway, container, tables } = deploy;
  const { peakRps, peakConcurrent, answerSeconds } = volume;
  const found: string[] = [];
  const above = (path: string, limit: number, needed: number, what: string): void => {
    if (needed > limit)
      found.push(`deploy.${path} is ${figure(limit)}; the busiest time needs ${figure(needed)} ${what}.`);
  };
  above('gateway.throttle.requestsPerSecond', gateway.throttle.requestsPerSecond, peakRps, 'requests a second');
  if (compute === 'lambda') {
    if (gateway.reservedConcurrency !== null) {
      above('gateway.reservedConcurrency', gateway.reservedConcurrency, peakConcurrent, 'requests under way');
    }
  } else if (tasksFor(container, 1, load, peakRps).isShort) {
    found.push(`deploy.container.maxTasks is ${container.maxTasks}; the busiest time needs more tasks in one region.`);
  }
  const { reads, writes } = tableUnits(load);
  above('tables.maxReadUnits', tables.maxReadUnits, peakRps * load.storedShare * reads, 'read units a second');
  above('tables.maxWriteUnits', tables.maxWriteUnits, peakRps * load.storedShare * writes, 'write units a second');
  for (const { name, needed, maxInstances } of hostedInstances(deploy, load, peakRps, answerSeconds)) {
    above(name === 'nli' ? 'nli.maxInstances' : 'shadowSelf.maxInstances', maxInstances, needed, 'instances');
  }
  return found;
}
