import type { RouteInFile } from '../schema/route.ts';
import type { Finding } from './finding.ts';
import { routeLists, targetNameOf } from './route-lists.ts';

/** Fallbacks that were asked already whenever they are needed. */
export function warnOfFallbacks(name: string, route: RouteInFile): readonly Finding[] {
  const listed = new Set(routeLists(name, route).flatMap(({ targets }) => targets.map(targetNameOf)));
  if (listed.size !== 1) return [];
  return Object.entries(route.fallbacks ?? {}).flatMap(([kind, targets]) =>
    targets.flatMap((target, index): Finding[] => {
      if (!listed.has(target)) return [];
      const path = ['routes', name, 'fallbacks', kind, index];
      const message = `\`${target}\` is the route’s only target, so it was asked already`;
      return [{ level: 'warning', path, at: 'value', message, hint: 'name another' }];
    }),
  );
}
