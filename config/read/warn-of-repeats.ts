import type { CatoConfigInFile } from '../schema/cato-config.ts';
import type { RouteInFile } from '../schema/route.ts';
import type { Finding } from './finding.ts';
import { labelOfTarget } from './label-of-target.ts';
import { routeLists, targetNameOf } from './route-lists.ts';

/** Targets that another one of their list is already, under another name. */
export function warnOfRepeats(name: string, route: RouteInFile, config: CatoConfigInFile): readonly Finding[] {
  const fallbacks = Object.entries(route.fallbacks ?? {}).map(([kind, targets]) => ({
    path: ['routes', name, 'fallbacks', kind],
    targets,
  }));
  return [...routeLists(name, route), ...fallbacks].flatMap(({ path, targets }) => {
    const before = new Map<string, string>();
    return targets.flatMap((member, index): Finding[] => {
      const target = targetNameOf(member);
      const label = labelOfTarget(target, config);
      const first = before.get(label);
      if (first === undefined) before.set(label, target);
      // The same name twice is told by who looks up the names.
      if (first === undefined || first === target) return [];
      const message = `\`${target}\` is the same model of the same provider as \`${first}\` before it`;
      return [{ level: 'warning', path: [...path, index], at: 'value', message, hint: 'leave one of them out' }];
    });
  });
}
