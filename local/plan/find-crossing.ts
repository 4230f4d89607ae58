import { awsQuota } from '../../config/aws-quota.ts';
import type { DeploySettings } from '../../config/deploy-settings.ts';
import { computeLines } from './lines/compute-lines.ts';
import { frontLines } from './lines/front-lines.ts';
import type { Load } from './load.ts';
import { secondsPerMonth, volumeOf } from './volume.ts';

/** Where functions and containers cost the same, and where functions end. */
export interface Crossing {
  /** Mean requests a second from which on containers cost less, their load balancer included; `null` = never. */
  readonly requestsPerSecond: number | null;
  /** Requests under way at that rate. */
  readonly concurrent: number | null;
  /** US dollars a month of either there. */
  readonly usd: number | null;
  /** Busiest requests a second that an account's usual concurrency takes in functions. */
  readonly functionsEndAtRps: number;
  readonly functionsEndAtConcurrent: number;
}

const mostRps = 1e6;

/** By halves, as both only grow with the load: the functions in proportion, the containers in steps. */
export function findCrossing(deploy: DeploySettings, load: Load): Crossing {
  const at = (rps: number): Load => ({
    ...load,
    users: (rps * secondsPerMonth) / volumeOf({ ...load, users: 1 }).requests,
  });
  const cost = (compute: DeploySettings['compute'], rps: number): number => {
    // A fleet as large as it takes: its bound is a setting, not a price.
    const container = { ...deploy.container, maxTasks: Number.MAX_SAFE_INTEGER };
    const asked = at(rps);
    const volume = volumeOf(asked);
    const settings = { ...deploy, compute, container };
    return [...frontLines(settings, asked, volume), ...computeLines(settings, asked, volume)].reduce(
      (sum, { usd }) => sum + (usd ?? 0),
      0,
    );
  };
  const { meanSeconds } = volumeOf({ ...load, users: 1 });
  const concurrency = awsQuota('lambda-concurrency')?.default ?? 0;
  const ends = { functionsEndAtRps: concurrency / meanSeconds, functionsEndAtConcurrent: concurrency };
  if (load.requestsPerDay === 0 || cost('container', mostRps) > cost('lambda', mostRps)) {
    return { requestsPerSecond: null, concurrent: null, usd: null, ...ends };
  }
  let [low, high] = [0, mostRps];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (cost('container', middle) > cost('lambda', middle)) low = middle;
    else high = middle;
  }
  return { requestsPerSecond: high, concurrent: high * meanSeconds, usd: cost('container', high), ...ends };
}
