import type { CatoConfigInFile } from '../schema/cato-config.ts';
import type { ResilienceConfig } from '../schema/resilience.ts';
import { type Finding, warningAtKey } from './finding.ts';

/** Limits of the whole call, written where the calls of routes do not look. */
export function warnOfCallLimits({ targets = {}, providers = {} }: CatoConfigInFile): readonly Finding[] {
  return [
    ...Object.entries(targets).flatMap(([name, { resilience }]) => limitsIn(resilience, ['targets', name])),
    ...Object.entries(providers).flatMap(([name, { resilience }]) => limitsIn(resilience, ['providers', name])),
  ];
}

function limitsIn(resilience: ResilienceConfig | undefined, owner: readonly string[]): readonly Finding[] {
  const warn = (...path: readonly string[]): Finding => {
    const message = `\`${path.at(-1)}\` is for the whole call, so here it holds for calls that name no route alone`;
    return warningAtKey([...owner, 'resilience', ...path], message, 'set it at the route or at the top level');
  };
  return [
    ...(resilience?.maxAttempts === undefined ? [] : [warn('maxAttempts')]),
    ...(resilience?.timeouts?.totalMs === undefined ? [] : [warn('timeouts', 'totalMs')]),
  ];
}
