import type { GatewayError } from '../../errors/gateway-error.ts';
import type { Target } from '../target.ts';
import type { Tier } from '../tier/tier.ts';
import { affinityKey, type SessionKey } from './affinity-key.ts';
import type { Candidate } from './candidate.ts';
import { chooseOrder } from './choose-order.ts';
import { type Considered, considerTargets } from './consider-targets.ts';
import { matchesRule } from './match-rule.ts';
import { noTargetError } from './no-target-error.ts';
import type { PlanInput } from './plan-input.ts';
import { planReason } from './plan-reason.ts';
import type { RequestSurvey } from './request-survey.ts';
import type { Affinity, ChosenBy, Exclusion, RoutePlan, TargetEstimate } from './route-plan.ts';
import type { RouteFallbacks, WeightedTarget } from './route-policy.ts';
import { tierLists } from './tier-lists.ts';

/**
 * Decides where a request goes: rules, then the tier, then filters, then the policy's choice, then the session's
 * remembered target first. Pure: equal inputs give equal plans.
 */
export function planRoute(input: PlanInput): RoutePlan {
  return new Planning(input).plan();
}

/** One request's way through the policy; what was found out once is kept for the steps after. */
class Planning {
  readonly #input: PlanInput;
  #survey: RequestSurvey | null = null;
  #tier: Tier | null = null;
  #rule: number | null = null;

  constructor(input: PlanInput) {
    this.#input = input;
  }

  plan(): RoutePlan {
    const { policy } = this.#input;
    const lists = this.#lists();
    const hasOneTarget = lists.length === 1 && lists[0]?.length === 1 && policy.fallbacks.contextWindow.length === 0;
    this.#surveyed();
    const session = hasOneTarget ? null : this.#session();
    const key = session?.key ?? null;
    const remembered = session?.mayReturn ? (this.#input.affinity?.recall(session.key, this.#input.now) ?? null) : null;

    const excluded: Exclusion[] = [];
    for (const [index, list] of lists.entries()) {
      const considered = this.#consider(list, remembered, hasOneTarget);
      addExclusions(excluded, considered.excluded);
      if (considered.candidates.length === 0) continue;
      const chosenBy = hasOneTarget ? 'only-target' : null;
      return this.#planOf(considered.candidates, { excluded, key, remembered, chosenBy, wentFurther: index > 0 });
    }
    return this.#planWithoutCandidates(excluded, key);
  }

  /** The lists of targets in the order they are considered. A rule's own list has no stand-in: it may be there to keep others out. */
  #lists(): readonly (readonly WeightedTarget[])[] {
    const { policy } = this.#input;
    const matched = policy.rules.findIndex((rule) => matchesRule(rule, (field, name) => this.#field(field, name)));
    const rule = policy.rules[matched];
    if (rule) {
      this.#rule = matched + 1;
      return [rule.targets];
    }
    return policy.tiers === null ? [policy.targets] : tierLists(policy, this.#classified());
  }

  #field(field: 'metadata' | 'header' | 'principal' | 'tier', name: string): string | null {
    switch (field) {
      case 'metadata':
        return ownText(this.#surveyed().metadata, name);
      case 'header':
        return this.#input.header(name);
      case 'principal':
        return this.#input.principal === null ? null : ownText(this.#input.principal, name);
      case 'tier':
        return this.#classified();
    }
  }

  #surveyed(): RequestSurvey {
    this.#survey ??= this.#input.survey();
    return this.#survey;
  }

  #classified(): Tier {
    this.#tier ??= this.#input.classify(this.#surveyed());
    return this.#tier;
  }

  #session(): SessionKey | null {
    const { affinity, policy, principal, header } = this.#input;
    if (affinity === null || policy.name === null) return null;
    const id = principal === null ? '' : (ownText(principal, 'id') ?? '');
    return affinityKey({ route: policy.name, principal: id, header, survey: this.#surveyed() });
  }

  #consider(list: readonly WeightedTarget[], remembered: string | null, isOnly = false): Considered {
    return considerTargets(list, { input: this.#input, survey: this.#survey, remembered, isOnly });
  }

  #planWithoutCandidates(excluded: readonly Exclusion[], key: string | null): RoutePlan {
    const { fallbacks } = this.#input.policy;
    const facts = { excluded, key, remembered: null, wentFurther: false };
    if (excluded.some(({ by }) => by === 'context-window') && fallbacks.contextWindow.length > 0) {
      const larger = this.#consider(fallbacks.contextWindow.map(unweighted), null);
      const all = [...excluded];
      addExclusions(all, larger.excluded);
      if (larger.candidates.length === 0) return this.#lastResortOrError(all, key);
      return this.#planOf(larger.candidates, { ...facts, excluded: all, chosenBy: 'context-window-fallback' });
    }
    return this.#lastResortOrError(excluded, key);
  }

  #lastResortOrError(excluded: readonly Exclusion[], key: string | null): RoutePlan {
    const facts = { excluded, key, remembered: null, wentFurther: false };
    const leastBad = this.#leastBad(excluded);
    if (leastBad === null) return this.#planOf([], { ...facts, chosenBy: 'last-resort' });
    const { candidates } = considerTargets([{ target: leastBad.target, weight: 1 }], {
      input: this.#input,
      survey: this.#survey,
      remembered: null,
      regardless: true,
    });
    return this.#planOf(candidates, { ...facts, chosenBy: 'last-resort' });
  }

  /** The open breaker that closes first, else a retired target; `null` where one has only to be waited for. */
  #leastBad(excluded: readonly Exclusion[]): Exclusion | null {
    if (excluded.some(({ by }) => by === 'rate')) return null;
    let best: Exclusion | null = null;
    let earliest = Number.POSITIVE_INFINITY;
    for (const exclusion of excluded) {
      if (exclusion.by !== 'breaker') continue;
      const { nextCallAt } = this.#input.breaker(exclusion.target);
      if (best !== null && (nextCallAt ?? 0) >= earliest) continue;
      best = exclusion;
      earliest = nextCallAt ?? 0;
    }
    return best ?? excluded.find(({ by }) => by === 'retired') ?? null;
  }

  #planOf(candidates: readonly Candidate[], facts: PlanFacts): RoutePlan {
    const { policy, random, principal } = this.#input;
    const isFree = principal !== null && ownText(principal, 'tier') === 'free';
    const choose = isFree ? 'cheapest' : policy.choose;
    const ordered = loweredLast(candidates, (some) => chooseOrder(some, choose, random));
    const kept = facts.remembered === null ? null : keepable(ordered, facts.remembered);
    const inOrder = kept === null ? ordered : [kept, ...ordered.filter((candidate) => candidate !== kept)];
    // One pass: this is in the way of every request.
    const targets: Target[] = [];
    const estimates: TargetEstimate[] = [];
    const lowered: RoutePlan['lowered'][number][] = [];
    for (const { target, estimate, lowered: reason } of inOrder) {
      targets.push(target);
      if (estimate !== null) estimates.push(estimate);
      if (reason !== null) lowered.push({ target, reason });
    }
    const affinity = affinityOf(facts, kept !== null);
    const chosenBy = kept !== null ? 'affinity' : (facts.chosenBy ?? (isFree ? 'principal-tier' : policy.choose));
    const { excluded, wentFurther } = facts;
    const error = this.#error(targets, excluded);
    const said = { policy, rule: this.#rule, tier: this.#tier, chosenBy, affinity, excluded, lowered, wentFurther };
    return {
      targets,
      estimates,
      fallbacks: this.#fallbacks(),
      excluded,
      lowered,
      rule: this.#rule,
      chosenBy,
      affinity,
      affinityKey: facts.key,
      lastResort: facts.chosenBy === 'last-resort' && error === null,
      reason: error === null ? planReason({ ...said, count: targets.length, estimates }) : error.message,
      waitMs: error === null ? null : earliestEnd(excluded),
      error,
    };
  }

  #error(targets: readonly Target[], excluded: readonly Exclusion[]): GatewayError | null {
    return targets.length > 0 ? null : noTargetError(this.#input.policy, excluded);
  }

  #fallbacks(): RouteFallbacks {
    const { contextWindow, contentPolicy } = this.#input.policy.fallbacks;
    return {
      contextWindow: this.#callable(contextWindow),
      contentPolicy: this.#callable(contentPolicy),
    };
  }

  #callable(targets: readonly Target[]): readonly Target[] {
    if (targets.length === 0) return targets;
    return this.#consider(targets.map(unweighted), null).candidates.map(({ target }) => target);
  }
}

interface PlanFacts {
  readonly excluded: readonly Exclusion[];
  readonly key: string | null;
  readonly remembered: string | null;
  /** `null` = by the policy's own choice. */
  readonly chosenBy: ChosenBy | null;
  readonly wentFurther: boolean;
}

/** Those that fit the request less well come after all others. */
function loweredLast(
  candidates: readonly Candidate[],
  order: (some: readonly Candidate[]) => readonly Candidate[],
): readonly Candidate[] {
  if (candidates.every(({ lowered }) => lowered === null)) return order(candidates);
  const isLowered = ({ lowered }: Candidate): boolean => lowered !== null;
  return [...order(candidates.filter((each) => !isLowered(each))), ...order(candidates.filter(isLowered))];
}

function affinityOf({ key, remembered }: PlanFacts, isKept: boolean): Affinity {
  if (key === null) return 'none';
  if (isKept) return 'kept';
  return remembered === null ? 'new' : 'left';
}

/** The remembered target, unless it fits worse than others or is much busier than the least busy of them. */
function keepable(candidates: readonly Candidate[], remembered: string): Candidate | null {
  const found = candidates.find(({ target }) => target.label === remembered);
  if (!found || (found.lowered !== null && candidates.some(({ lowered }) => lowered === null))) return null;
  const others = candidates.filter((candidate) => candidate !== found);
  const leastBusy = Math.min(...others.map(({ load }) => load.inFlight));
  return found.load.inFlight > 2 * leastBusy + 4 ? null : found;
}

/** A target stands in several lists of a route, but is passed over once. */
function addExclusions(all: Exclusion[], more: readonly Exclusion[]): void {
  for (const exclusion of more) {
    if (!all.some(({ target }) => target.label === exclusion.target.label)) all.push(exclusion);
  }
}

/** Of the times that providers have named. */
function earliestEnd(excluded: readonly Exclusion[]): number | null {
  let earliest: number | null = null;
  for (const { waitMs } of excluded) if (waitMs !== undefined) earliest = Math.min(earliest ?? waitMs, waitMs);
  return earliest;
}

function unweighted(target: Target): WeightedTarget {
  return { target, weight: 1 };
}

function ownText(record: Readonly<Record<string, string>>, name: string): string | null {
  return Object.hasOwn(record, name) ? (record[name] ?? null) : null;
}
