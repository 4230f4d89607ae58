import type { CatoConfigInFile } from '../schema/cato-config.ts';
import type { Finding } from './finding.ts';
import { warnOfCallLimits } from './warn-of-call-limits.ts';
import { warnOfFallbacks } from './warn-of-fallbacks.ts';
import { warnOfPrices } from './warn-of-prices.ts';
import { warnOfRepeats } from './warn-of-repeats.ts';
import { warnOfRules } from './warn-of-rules.ts';
import { warnOfTiers } from './warn-of-tiers.ts';
import { warnOfWeights } from './warn-of-weights.ts';

/** Settings of a valid configuration that do nothing, or not what whoever wrote them will have meant. */
export function warnOfNoEffect(config: CatoConfigInFile): readonly Finding[] {
  return [
    ...warnOfCallLimits(config),
    ...Object.entries(config.routes ?? {}).flatMap(([name, route]) => [
      ...warnOfWeights(name, route),
      ...warnOfPrices(name, route, config),
      ...warnOfTiers(name, route, config),
      ...warnOfRules(name, route),
      ...warnOfFallbacks(name, route, config),
      ...warnOfRepeats(name, route, config),
    ]),
  ];
}
