import type { EffectiveRoute, RouteMember } from '../config/effective-route.ts';
import type { RoutePolicy, RuleTest, WeightedTarget } from '../core/routing/plan/route-policy.ts';
import type { Target } from '../core/routing/target.ts';

/** Finds a target by its name, each time the very same. */
export type FindTarget = (name: string) => Target | undefined;

/** A route's policy, its targets looked up once. Names that lead nowhere were refused with the configuration. */
export function buildRoutePolicy(route: EffectiveRoute, find: FindTarget): Omit<RoutePolicy, 'name' | 'reason'> {
  const members = (list: readonly RouteMember[]) => membersOf(list, find);
  const named = (names: readonly string[]) => [...new Set(names)].flatMap((name) => find(name) ?? []);
  return {
    targets: members(route.targets),
    choose: route.choose,
    tiers:
      route.tiers === null
        ? null
        : Object.fromEntries(Object.entries(route.tiers).map(([tier, list]) => [tier, members(list)])),
    rules: route.rules.map(({ when, targets: list }) => ({ when: when.map(toTest), targets: members(list) })),
    fallbacks: {
      contextWindow: named(route.fallbacks.contextWindow),
      contentPolicy: named(route.fallbacks.contentPolicy),
    },
  };
}

/** A target that stands twice is asked once; its weights add up. */
function membersOf(list: readonly RouteMember[], find: FindTarget): readonly WeightedTarget[] {
  const weights = new Map<Target, number>();
  for (const { target: name, weight } of list) {
    const target = find(name);
    if (target) weights.set(target, (weights.get(target) ?? 0) + weight);
  }
  return [...weights].map(([target, weight]) => ({ target, weight }));
}

function toTest({ field, values }: { readonly field: string; readonly values: readonly string[] }): RuleTest {
  const dot = field.indexOf('.');
  if (dot === -1) return { field: 'tier', name: '', values };
  const name = field.slice(dot + 1);
  switch (field.slice(0, dot)) {
    case 'header':
      return { field: 'header', name: name.toLowerCase(), values };
    case 'principal':
      return { field: 'principal', name, values };
    default:
      return { field: 'metadata', name, values };
  }
}
