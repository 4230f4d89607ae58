import type { Tier } from '../tier/tier.ts';
import type { RoutePolicy, WeightedTarget } from './route-policy.ts';

/** For each tier the others that may stand in for it: stronger ones first, nearest first, then any. */
const standIns: Readonly<Record<Tier, readonly Tier[]>> = {
  simple: ['complex', 'code', 'longContext'],
  complex: ['code', 'longContext', 'simple'],
  code: ['complex', 'longContext', 'simple'],
  longContext: ['complex', 'code', 'simple'],
};

/**
 * The lists for a tier in the order they are considered: a later one only when nobody in an earlier one can be asked.
 * Its own, else the route's plain targets; then those of the tiers that may stand in.
 */
export function tierLists(policy: RoutePolicy, tier: Tier): readonly TierList[] {
  let known = listsOf.get(policy);
  if (!known) {
    known = new Map();
    listsOf.set(policy, known);
  }
  let lists = known.get(tier);
  if (!lists) {
    lists = orderLists(policy, tier);
    known.set(tier, lists);
  }
  return lists;
}

type TierList = readonly WeightedTarget[];

/** A policy never changes, and every request asks. */
const listsOf = new WeakMap<RoutePolicy, Map<Tier, readonly TierList[]>>();

function orderLists({ tiers, targets }: RoutePolicy, tier: Tier): readonly TierList[] {
  const own = tiers?.[tier];
  const others = standIns[tier].flatMap((other) => {
    const list = tiers?.[other];
    return list ? [list] : [];
  });
  const plain = targets.length > 0 ? [targets] : [];
  return own ? [own, ...others, ...plain] : [...plain, ...others];
}
