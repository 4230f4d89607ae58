import type { DeploySettings, ProfileName } from './deploy-settings.ts';
import counts from './deployed-counts.json' with { type: 'json' };

/** What stacks hold that costs by the month whether it is used or not, as synthesised from the profiles. */
export interface DeployedCounts {
  /** Metrics that alarms watch: each costs, also within an expression. */
  readonly alarmMetrics: number;
  readonly dashboards: number;
  readonly secrets: number;
}

/** Of the home region, and of each other one; `null` where the profile has one region. */
export interface CountsOfProfile {
  readonly home: DeployedCounts;
  readonly other: DeployedCounts | null;
}

/** Written by `npm run cost:doc`. */
export const countsOfProfiles: Readonly<Record<ProfileName, CountsOfProfile>> = counts;

/** Of all regions. A region that the profile does not have is counted like its home. */
export function deployedCounts({ profile, regions }: Pick<DeploySettings, 'profile' | 'regions'>): DeployedCounts {
  const { home, other } = countsOfProfiles[profile];
  const each = other ?? home;
  const others = regions.length - 1;
  return {
    alarmMetrics: home.alarmMetrics + others * each.alarmMetrics,
    dashboards: home.dashboards + others * each.dashboards,
    secrets: home.secrets + others * each.secrets,
  };
}
