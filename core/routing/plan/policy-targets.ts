import type { Target } from '../target.ts';
import type { RoutePolicy } from './route-policy.ts';

/** Every target a policy may lead to, once, the strongest tiers first after its plain targets. */
export function policyTargets(
  policy: Pick<RoutePolicy, 'targets' | 'tiers' | 'rules' | 'fallbacks'>,
): readonly Target[] {
  const { tiers, fallbacks } = policy;
  const lists = [
    policy.targets,
    ...(['complex', 'code', 'longContext', 'simple'] as const).map((tier) => tiers?.[tier] ?? []),
    ...policy.rules.map(({ targets }) => targets),
  ];
  return [
    ...new Set([...lists.flat().map(({ target }) => target), ...fallbacks.contextWindow, ...fallbacks.contentPolicy]),
  ];
}
