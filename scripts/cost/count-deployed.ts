import type { CountsOfProfile, DeployedCounts } from '../../config/deployed-counts.ts';
import type { DeployedResource, SynthesisedStack } from '../../local/plan/idle/deployed-resource.ts';
import { alarmMetrics } from '../../local/plan/idle/resource-costs.ts';

/** What `config/deployed-counts.json` says of a profile. @param regions as the profile has them, the home first. */
export function countDeployed(stacks: readonly SynthesisedStack[], [home, other]: readonly string[]): CountsOfProfile {
  const countIn = (region: string | undefined): DeployedCounts => {
    const resources = stacks
      .filter((stack) => stack.region === region)
      .flatMap((stack) => Object.values(stack.resources));
    const ofType = (type: string): readonly DeployedResource[] => resources.filter(({ Type }) => Type === type);
    return {
      alarmMetrics: ofType('AWS::CloudWatch::Alarm').reduce((sum, { Properties }) => sum + alarmMetrics(Properties), 0),
      dashboards: ofType('AWS::CloudWatch::Dashboard').length,
      secrets: ofType('AWS::SecretsManager::Secret').length,
    };
  };
  return { home: countIn(home), other: other === undefined ? null : countIn(other) };
}
