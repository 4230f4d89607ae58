import type { Tier } from '../tier/tier.ts';
import type { Affinity, ChosenBy, Exclusion, PassedOver, TargetEstimate } from './route-plan.ts';
import type { RoutePolicy } from './route-policy.ts';

export interface ReasonFacts {
  readonly policy: RoutePolicy;
  readonly rule: number | null;
  readonly tier: Tier | null;
  readonly chosenBy: ChosenBy;
  readonly affinity: Affinity;
  /** How many targets may be called. */
  readonly count: number;
  readonly estimates: readonly TargetEstimate[];
  readonly excluded: readonly Exclusion[];
  /** Those that come after the others, because they fit the request less well. */
  readonly lowered: readonly PassedOver[];
  /** Nobody in the first list of targets could be asked. */
  readonly wentFurther: boolean;
}

const maxNamed = 2;
const maxCharacters = 200;

/** One short line that says why this target. */
export function planReason(facts: ReasonFacts): string {
  const { policy, rule, tier, chosenBy, excluded, wentFurther } = facts;
  // When all of them fit less well, nobody has come before another for it.
  const lowered = facts.lowered.length < facts.count ? facts.lowered : [];
  const isPlain = rule === null && tier === null && excluded.length + lowered.length === 0 && facts.affinity !== 'kept';
  if (isPlain && (chosenBy === 'ordered' || chosenBy === 'only-target')) return policy.reason;
  const where = [
    policy.name === null ? policy.reason : `route ${policy.name}`,
    rule === null ? '' : `rule ${rule}`,
    tier === null ? '' : `tier ${tier}${wentFurther ? ' (nobody there, so another)' : ''}`,
  ].filter(Boolean);
  const line = `${where.join(', ')}: ${how(facts)}${passedOver('not', excluded)}${passedOver('last', lowered)}`;
  return line.length > maxCharacters ? `${line.slice(0, maxCharacters - 3)}...` : line;
}

function how({ chosenBy, count, estimates, excluded }: ReasonFacts): string {
  switch (chosenBy) {
    case 'only-target':
      return 'the only target';
    case 'ordered':
      if (count > 1) return `first of ${count} targets`;
      return excluded.length === 0 ? 'the only target' : 'the only target left';
    case 'weighted':
      return `drawn by weight from ${count}`;
    case 'cheapest':
      return `cheapest of ${count}${unknownPrices(estimates)}`;
    case 'principal-tier':
      return `cheapest of ${count} for the caller's tier${unknownPrices(estimates)}`;
    case 'fastest':
      return `fastest of ${count}`;
    case 'least-busy':
      return `least busy of ${count}`;
    case 'affinity':
      return "stays with its session's target";
    case 'context-window-fallback':
      return 'too long for its targets, so their fallback';
    case 'last-resort':
      return 'nobody may be called, the least bad is tried';
  }
}

function unknownPrices(estimates: readonly TargetEstimate[]): string {
  const unknown = estimates.filter(({ costUsd }) => costUsd === null).length;
  return unknown === 0 ? '' : `, ${unknown} of unknown price last`;
}

function passedOver(how: 'not' | 'last', targets: readonly PassedOver[]): string {
  if (targets.length === 0) return '';
  const named = targets.slice(0, maxNamed).map(({ target, reason }) => `${target.name} ${reason}`);
  const others = targets.length > maxNamed ? [`${targets.length - maxNamed} more`] : [];
  return `; ${how} ${[...named, ...others].join(', ')}`;
}
