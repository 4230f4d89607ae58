import type { CatoConfigInFile } from '../schema/cato-config.ts';
import type { RouteInFile } from '../schema/route.ts';
import type { Finding } from './finding.ts';
import { labelOfTarget } from './label-of-target.ts';
import { routeLists, targetNameOf } from './route-lists.ts';

/** Fallbacks that were asked already whenever they are needed. */
export function warnOfFallbacks(name: string, route: RouteInFile, config: CatoConfigInFile): readonly Finding[] {
  const names = routeLists(name, route).flatMap(({ targets }) => targets.map(targetNameOf));
  const [only, ...others] = new Set(names.map((target) => labelOfTarget(target, config)));
  if (only === undefined || others.length > 0) return [];
  return Object.entries(route.fallbacks ?? {}).flatMap(([kind, targets]) =>
    targets.flatMap((target, index): Finding[] => {
      if (labelOfTarget(target, config) !== only) return [];
      const path = ['routes', name, 'fallbacks', kind, index];
      const same = names.includes(target) ? '' : 'the same model of the same provider as ';
      const message = `\`${target}\` is ${same}the route’s only target, so it was asked already`;
      return [{ level: 'warning', path, at: 'value', message, hint: 'name another' }];
    }),
  );
}
