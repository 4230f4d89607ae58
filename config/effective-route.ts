import type { Choose } from '../core/routing/plan/route-policy.ts';
import type { Tier } from '../core/routing/tier/tier.ts';
import type { ResilienceConfig } from './schema/resilience.ts';
import type { RouteInFile } from './schema/route.ts';
import type { RouteRuleInFile } from './schema/route-rule.ts';
import type { RouteTargetInFile } from './schema/route-target.ts';

/** A named policy an app asks for as its `model`. */
export interface EffectiveRoute {
  /** What apps ask for as `model`; may hold `*`. */
  readonly name: string;
  /** In order; empty only when there are tiers. */
  readonly targets: readonly RouteMember[];
  readonly choose: Choose;
  readonly tiers: Readonly<Partial<Record<Tier, readonly RouteMember[]>>> | null;
  readonly rules: readonly EffectiveRule[];
  /** Names of targets. */
  readonly fallbacks: { readonly contextWindow: readonly string[]; readonly contentPolicy: readonly string[] };
  /** `null`: as `EffectiveConfig.dropUnsupported` says. */
  readonly dropUnsupported: boolean | null;
  readonly resilience: ResilienceConfig | null;
  readonly origin: 'file' | 'default';
}

/** A target by its name, with its share where targets are drawn by weight. */
export interface RouteMember {
  readonly target: string;
  readonly weight: number;
}

export interface EffectiveRule {
  /** Fields as written (`metadata.mode`), each with the values it may have. */
  readonly when: readonly { readonly field: string; readonly values: readonly string[] }[];
  readonly targets: readonly RouteMember[];
}

/** Names of all targets a route may lead to, once each, in the order they are written. */
export function targetNamesOf({ targets, tiers, rules, fallbacks }: EffectiveRoute): readonly string[] {
  const members = [targets, ...Object.values(tiers ?? {}), ...rules.map((rule) => rule.targets)].flat();
  return [...new Set([...members.map(({ target }) => target), ...fallbacks.contextWindow, ...fallbacks.contentPolicy])];
}

/** A route with nothing but targets in order. */
export function plainRoute(name: string, targets: readonly string[], origin: EffectiveRoute['origin']): EffectiveRoute {
  return {
    name,
    targets: targets.map(member),
    choose: 'ordered',
    tiers: null,
    rules: [],
    fallbacks: { contextWindow: [], contentPolicy: [] },
    dropUnsupported: null,
    resilience: null,
    origin,
  };
}

/** A route of the file, its short forms written out. */
export function routeOfFile(name: string, route: RouteInFile): EffectiveRoute {
  const { targets = [], choose = 'ordered', tiers, rules = [], fallbacks = {} } = route;
  return {
    name,
    targets: targets.map(member),
    choose,
    tiers: tiers === undefined ? null : tiersOf(tiers),
    rules: rules.map(ruleOf),
    fallbacks: { contextWindow: fallbacks.contextWindow ?? [], contentPolicy: fallbacks.contentPolicy ?? [] },
    dropUnsupported: route.dropUnsupported ?? null,
    resilience: route.resilience ?? null,
    origin: 'file',
  };
}

function tiersOf(tiers: NonNullable<RouteInFile['tiers']>): NonNullable<EffectiveRoute['tiers']> {
  return Object.fromEntries(Object.entries(tiers).map(([tier, targets]) => [tier, targets.map(member)]));
}

function ruleOf({ when, targets }: RouteRuleInFile): EffectiveRule {
  return {
    when: Object.entries(when).map(([field, value]) => ({
      field,
      values: typeof value === 'string' ? [value] : value,
    })),
    targets: targets.map(member),
  };
}

function member(target: RouteTargetInFile): RouteMember {
  return typeof target === 'string' ? { target, weight: 1 } : { target: target.target, weight: target.weight ?? 1 };
}
