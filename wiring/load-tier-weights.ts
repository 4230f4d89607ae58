import { readDataFile } from '../config/data-file.ts';
import { readTierWeights, type TierWeights, type TierWeightsFile } from '../core/routing/tier/tier-weights.ts';

/** The trained weights that come with the program. */
export function loadTierWeights(): TierWeights {
  return readTierWeights(readDataFile('tier-weights.json') as TierWeightsFile);
}
