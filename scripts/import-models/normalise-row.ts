import type { ModelRow } from '../../config/model-row.ts';
import { normaliseCapabilities } from './normalise-capabilities.ts';
import { normalisePrices } from './normalise-prices.ts';
import { placeRow, type RowPlace } from './place-row.ts';
import { numberOf, type SourceRow, textOf } from './source-row.ts';

export interface NormalisedRow {
  readonly row: ModelRow;
  /** Fields of the source that say 0, which is taken as unknown. */
  readonly zeros: readonly string[];
}

/** One entry of the price map as a row of `models.json`; `null` = left out. `collection` is named where no page is. */
export function normaliseRow(key: string, source: SourceRow, asOf: string, collection: string): NormalisedRow | null {
  const place = placeRow(key, source, asOf);
  if (place === null) return null;
  const { prices, zeros } = normalisePrices(source, defaultTtl(place));
  const maxInput = numberOf(source, 'max_input_tokens');
  const uplift = upliftOf(source);
  const row: ModelRow = {
    ...place,
    window: maxInput,
    maxOutput: numberOf(source, 'max_output_tokens'),
    prices,
    ...(Object.keys(uplift).length > 0 ? { uplift } : {}),
    capabilities: normaliseCapabilities(source, place.provider, place.id),
    retires: textOf(source, 'deprecation_date'),
    source: textOf(source, 'source') ?? collection,
    asOf,
  };
  return { row, zeros };
}

/** A cache write without a stated time to live: OpenAI's models keep for 30 minutes, everybody else for 5. */
function defaultTtl(place: RowPlace): string {
  return place.provider === 'openai' || place.id.includes('openai.') ? '30m' : '5m';
}

function upliftOf(source: SourceRow): Readonly<Record<string, number>> {
  const uplift: Record<string, number> = {};
  const entry = source.provider_specific_entry;
  if (typeof entry === 'object' && entry !== null && 'us' in entry && typeof entry.us === 'number')
    uplift.us = entry.us;
  for (const residency of ['eu', 'us']) {
    const factor = numberOf(source, `regional_processing_uplift_multiplier_${residency}`);
    if (factor !== null) uplift[residency] = factor;
  }
  const regional = numberOf(source, 'regional_endpoint_uplift_multiplier');
  if (regional !== null) uplift.regional = regional;
  return uplift;
}

/**
 * `max_input_tokens` is the window for most models and the limit on the prompt alone for some (922,000 of 1,050,000).
 * A second opinion on the window tells which: equal to prompt and answer together, or not.
 */
export function withWindow(row: ModelRow, secondOpinion: number | null): ModelRow {
  if (secondOpinion === null || row.window === null || row.maxOutput === null) return row;
  if (secondOpinion !== row.window + row.maxOutput) return row;
  const { window, maxOutput, ...rest } = row;
  return { ...rest, window: secondOpinion, maxInput: window, maxOutput };
}
