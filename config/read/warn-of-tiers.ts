import { tiers as tierNames } from '../../core/routing/tier/tier.ts';
import type { CatoConfigInFile } from '../schema/cato-config.ts';
import type { RouteInFile } from '../schema/route.ts';
import type { RouteTargetInFile } from '../schema/route-target.ts';
import { type Finding, warningAtKey } from './finding.ts';
import { labelOfTarget } from './label-of-target.ts';
import { targetNameOf } from './route-lists.ts';

/** Tiers that make no difference, and hard requests that nobody was named for. */
export function warnOfTiers(name: string, route: RouteInFile, config: CatoConfigInFile): readonly Finding[] {
  const { tiers, targets } = route;
  if (tiers === undefined) return [];
  const path = ['routes', name, 'tiers'];
  const [only, ...others] = Object.keys(tiers);
  if (targets === undefined && only !== undefined && others.length === 0) {
    const message = `\`${only}\` is the only tier, so every request goes to its targets`;
    return [warningAtKey([...path, only], message, 'add other tiers, or write these as `targets`')];
  }
  if (isOneList(route, config)) {
    const message = 'every tier has the same targets, so it makes no difference how hard a request is';
    return [warningAtKey(path, message, 'give one of the tiers others, or write these as `targets`')];
  }
  if (targets !== undefined || tiers.complex !== undefined) return [];
  const standIn = tiers.code === undefined ? 'longContext' : 'code';
  const message = `\`complex\` is left out, so its requests go to the targets of \`${standIn}\``;
  return [warningAtKey(path, message, 'add `complex`, or `targets` for the tiers that are left out')];
}

/** Whether all tiers lead to the same targets, and no rule asks for a tier. */
function isOneList({ tiers = {}, targets, rules = [] }: RouteInFile, config: CatoConfigInFile): boolean {
  if (rules.some(({ when }) => Object.hasOwn(when, 'tier'))) return false;
  const written = Object.values(tiers);
  if (written.length === 0) return false;
  const lists = written.length < tierNames.length && targets !== undefined ? [...written, targets] : written;
  return new Set(lists.map((list) => JSON.stringify(list.map((member) => shareOf(member, config))))).size === 1;
}

function shareOf(member: RouteTargetInFile, config: CatoConfigInFile): readonly [label: string, weight: number] {
  const weight = typeof member === 'string' ? 1 : (member.weight ?? 1);
  return [labelOfTarget(targetNameOf(member), config), weight];
}
