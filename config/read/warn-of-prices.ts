import type { CatoConfigInFile } from '../schema/cato-config.ts';
import type { RouteInFile } from '../schema/route.ts';
import type { Finding } from './finding.ts';
import { knownModels } from './known-models.ts';
import { routeLists, targetNameOf } from './route-lists.ts';

/** Targets whose price nobody knows, where the price decides: one warning for each of a route. */
export function warnOfPrices(name: string, route: RouteInFile, config: CatoConfigInFile): readonly Finding[] {
  if (route.choose !== 'cheapest') return [];
  const told = new Set<string>();
  const findings: Finding[] = [];
  for (const { path, targets } of routeLists(name, route)) {
    if (targets.length < 2) continue;
    for (const [index, member] of targets.entries()) {
      const target = targetNameOf(member);
      if (told.has(target) || isPriced(target, config)) continue;
      told.add(target);
      findings.push({
        level: 'warning',
        path: [...path, index],
        at: 'value',
        message: `the price of \`${target}\` is unknown, so \`cheapest\` asks it after those whose price is known`,
        hint: 'set its `price`, 0 where it costs nothing',
      });
    }
  }
  return findings;
}

function isPriced(name: string, { targets = {}, providers = {} }: CatoConfigInFile): boolean {
  const target = targets[name];
  if (!target || target.price !== undefined) return true;
  const { kind = target.provider, region } = providers[target.provider] ?? {};
  const prices = knownModels.find(kind, target.model, region)?.prices ?? [];
  return prices.some(({ input, output }) => input !== null && output !== null);
}
