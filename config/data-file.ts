import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is bundled with a function copies these files beside its code, where this looks for them. */
export const dataFiles = [
  'models.json',
  'provider-presets.json',
  'bridged-providers.json',
  'tier-weights.json',
] as const;

/** The value of a JSON file that comes with Cato. */
export function readDataFile(name: (typeof dataFiles)[number]): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'));
}
