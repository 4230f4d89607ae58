import type { RouteInFile } from '../schema/route.ts';
import type { RouteTargetInFile } from '../schema/route-target.ts';
import { type Finding, warningAtKey } from './finding.ts';
import { routeLists } from './route-lists.ts';

/** Weights that decide nothing. */
export function warnOfWeights(name: string, route: RouteInFile): readonly Finding[] {
  const { choose = 'ordered' } = route;
  const lists = routeLists(name, route);
  if (choose === 'weighted' || choose === 'least-busy') {
    return lists.flatMap(({ path, targets }) =>
      targets.length > 1 && targets.every((member) => weightOf(member) === 0)
        ? [
            warningAtKey(
              path,
              'every weight is 0, so the order they are written in decides',
              'give one of them a share',
            ),
          ]
        : [],
    );
  }
  for (const { path, targets } of lists) {
    const index = targets.findIndex((member) => weightOf(member) !== null);
    if (index === -1) continue;
    const message = `\`weight\` has no effect where \`choose\` is \`${choose}\``;
    // One for all of the route.
    return [warningAtKey([...path, index, 'weight'], message, 'write `choose: weighted`, or leave the weights out')];
  }
  return [];
}

function weightOf(member: RouteTargetInFile): number | null {
  return typeof member === 'string' ? null : (member.weight ?? null);
}
