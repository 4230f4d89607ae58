import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTierWeights, type TierWeights, type TierWeightsFile } from '../core/routing/tier/tier-weights.ts';

const weightsFile = join(import.meta.dirname, '../config/tier-weights.json');

/** The trained weights that come with the program. */
export function loadTierWeights(): TierWeights {
  return readTierWeights(JSON.parse(readFileSync(weightsFile, 'utf8')) as TierWeightsFile);
}
