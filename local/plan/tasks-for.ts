import type { ContainerSettings } from '../../config/deploy-settings.ts';
import { figure } from './figure.ts';
import type { Load } from './load.ts';

export interface Tasks {
  readonly count: number;
  /** How it comes about. */
  readonly how: string;
  /** Whether more would be needed than the settings allow. */
  readonly isShort: boolean;
}

/** Tasks that so many requests a second keep as busy as the settings aim at, within their bounds, all regions together. */
export function tasksFor(
  { cpu, minTasks, maxTasks, cpuTargetPercent }: ContainerSettings,
  regions: number,
  load: Load,
  requestsPerSecond: number,
): Tasks {
  const cpuMs = cpuMsOfRequest(load);
  const vcpus = (requestsPerSecond * cpuMs) / 1_000;
  const needed = Math.ceil(vcpus / ((cpu / 1024) * (cpuTargetPercent / 100)));
  const count = Math.min(Math.max(needed, minTasks * regions), maxTasks * regions);
  const how = `${figure(requestsPerSecond)} requests/s × ${figure(cpuMs)} ms CPU at ${cpuTargetPercent} % of ${figure(cpu / 1024)} vCPU = ${needed}; ${minTasks} to ${maxTasks} in each of ${regions} regions`;
  return { count, how, isShort: needed > maxTasks * regions };
}

/** Milliseconds of CPU that a request takes at the gateway. */
function cpuMsOfRequest({ outputTokens, assumptions }: Load): number {
  return assumptions.cpuMsPerRequest + assumptions.cpuMsPerToken * outputTokens;
}
