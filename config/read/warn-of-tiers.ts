import type { RouteInFile } from '../schema/route.ts';
import { type Finding, warningAtKey } from './finding.ts';

/** Tiers that make no difference, and hard requests that nobody was named for. */
export function warnOfTiers(name: string, { tiers, targets }: RouteInFile): readonly Finding[] {
  if (tiers === undefined || targets !== undefined) return [];
  const path = ['routes', name, 'tiers'];
  const [only, ...others] = Object.keys(tiers);
  if (only !== undefined && others.length === 0) {
    const message = `\`${only}\` is the only tier, so every request goes to its targets`;
    return [warningAtKey([...path, only], message, 'add other tiers, or write these as `targets`')];
  }
  if (tiers.complex !== undefined) return [];
  const standIn = tiers.code === undefined ? 'longContext' : 'code';
  const message = `\`complex\` is left out, so its requests go to the targets of \`${standIn}\``;
  return [warningAtKey(path, message, 'add `complex`, or `targets` for the tiers that are left out')];
}
