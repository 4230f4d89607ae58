import type { DeploySettings } from '../../config/deploy-settings.ts';
import { figure } from './figure.ts';
import type { Load } from './load.ts';

export interface HostedInstances {
  readonly name: 'shadow-self' | 'nli';
  readonly instanceType: string;
  readonly count: number;
  readonly needed: number;
  readonly maxInstances: number;
  readonly how: string;
}

/** Instances of each hosted model that so many requests a second keep at work, within the settings' bounds. */
export function hostedInstances(
  { shadowSelf, nli }: DeploySettings,
  { shadowSelfShare, nliShare, assumptions }: Load,
  requestsPerSecond: number,
  answerSeconds: number,
): readonly HostedInstances[] {
  const hosted: HostedInstances[] = [];
  if (shadowSelf !== null) {
    const { concurrentRequestsPerInstance: each, instanceType, minInstances, maxInstances, scaleToZero } = shadowSelf;
    const busy = requestsPerSecond * shadowSelfShare * answerSeconds;
    const least = scaleToZero ? 0 : minInstances;
    hosted.push({
      name: 'shadow-self',
      ...within(busy / each, least, maxInstances),
      instanceType,
      how: `${figure(requestsPerSecond * shadowSelfShare)} requests/s × ${figure(answerSeconds)} s / ${each}, from ${least} to ${maxInstances}`,
    });
  }
  if (nli !== null) {
    const { instanceType, minInstances, maxInstances } = nli;
    const { nliSeconds, nliPerInstance } = assumptions;
    const busy = requestsPerSecond * nliShare * nliSeconds;
    hosted.push({
      name: 'nli',
      ...within(busy / nliPerInstance, minInstances, maxInstances),
      instanceType,
      how: `${figure(requestsPerSecond * nliShare)} checks/s × ${figure(nliSeconds)} s / ${nliPerInstance}, from ${minInstances} to ${maxInstances}`,
    });
  }
  return hosted;
}

function within(busyInstances: number, least: number, maxInstances: number) {
  const needed = Math.ceil(busyInstances);
  return { needed, maxInstances, count: Math.min(Math.max(needed, least), maxInstances) };
}
