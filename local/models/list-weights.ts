import { knownWeights } from '../../config/known-weights.ts';
import type { KnownFile, Licence, WeightsFormat, WeightsUse } from '../../config/known-weights-row.ts';
import { listInstalled } from '../../wiring/weights/weights-folder.ts';

/** A line of the list of weights. */
export interface ListedWeights {
  readonly name: string;
  /** `unfinished`: the same `add` goes on with them. `available`: known by name, not there. */
  readonly state: 'installed' | 'unfinished' | 'available';
  readonly facts: {
    readonly use: WeightsUse;
    readonly format: WeightsFormat;
    readonly licence: Licence | null;
    readonly bytes: number;
  } | null;
  /** Where they are, or are to be. */
  readonly folder: string | null;
}

/** What there is in a folder of weights, then what could be there. */
export async function listWeights(folder: string): Promise<readonly ListedWeights[]> {
  const { installed, unfinished } = await listInstalled(folder);
  const begun = unfinished.filter((name) => installed.every((weights) => weights.name !== name));
  const there = new Set([...installed.map(({ name }) => name), ...begun]);
  return [
    ...installed.map((weights) => ({
      name: weights.name,
      state: 'installed' as const,
      facts: factsOf(weights),
      folder: weights.folder,
    })),
    ...begun.map((name) => ({ name, state: 'unfinished' as const, facts: null, folder: null })),
    ...knownWeights
      .filter(({ name }) => !there.has(name))
      .map((row) => ({ name: row.name, state: 'available' as const, facts: factsOf(row), folder: null })),
  ];
}

function factsOf(weights: {
  readonly use: WeightsUse;
  readonly format: WeightsFormat;
  readonly licence: Licence | null;
  readonly files: readonly KnownFile[];
}): ListedWeights['facts'] {
  const { use, format, licence, files } = weights;
  return { use, format, licence, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}
