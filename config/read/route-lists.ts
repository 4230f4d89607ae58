import type { ConfigPath } from '../config-path.ts';
import type { RouteInFile } from '../schema/route.ts';
import type { RouteTargetInFile } from '../schema/route-target.ts';

/** Targets among which a route chooses, and where they are written. */
export interface RouteList {
  readonly path: ConfigPath;
  readonly targets: readonly RouteTargetInFile[];
}

/** Every list of a route that `choose` orders: its own, those of its tiers and of its rules. */
export function routeLists(name: string, { targets, tiers = {}, rules = [] }: RouteInFile): readonly RouteList[] {
  const path = ['routes', name];
  return [
    ...(targets === undefined ? [] : [{ path: [...path, 'targets'], targets }]),
    ...Object.entries(tiers).map(([tier, list]) => ({ path: [...path, 'tiers', tier], targets: list })),
    ...rules.map((rule, index) => ({ path: [...path, 'rules', index, 'targets'], targets: rule.targets })),
  ];
}

export function targetNameOf(member: RouteTargetInFile): string {
  return typeof member === 'string' ? member : member.target;
}
