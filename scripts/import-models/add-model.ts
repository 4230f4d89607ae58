import type { ModelRow, ModelRowPrice } from '../../config/model-row.ts';
import type { AddedModel } from './added-models.ts';
import { secondCliffs, secondPriceAt } from './second-price-at.ts';
import { type SecondModel, type SecondPrices, secondPricesOn } from './second-source.ts';

/** Rows of Anthropic's models have these; a cache write without a stated time to live keeps for five minutes. */
const processings = ['standard', 'batch', 'fast'];

/** A row for a model that only the second source knows. */
export function addModel(added: AddedModel, model: SecondModel, day: string, collection: string): ModelRow {
  const prices = processings.flatMap((processing) => {
    const theirs = secondPricesOn(model, processing, day);
    return theirs === null ? [] : secondCliffs(theirs).map((minInput) => priceAt(theirs, processing, minInput));
  });
  return {
    provider: added.provider,
    id: added.id,
    window: model.context_window ?? null,
    maxOutput: null,
    prices,
    capabilities: added.capabilities,
    retires: null,
    source: collection,
    asOf: day,
  };
}

function priceAt(theirs: SecondPrices, processing: string, minInput: number): ModelRowPrice {
  const cacheWrite: Record<string, number> = {};
  for (const [ttl, field] of [
    ['5m', 'cache_write_mtok'],
    ['1h', 'cache_write_1h_mtok'],
  ] as const) {
    const price = secondPriceAt(theirs, field, minInput);
    if (price !== null) cacheWrite[ttl] = price;
  }
  return {
    minInput,
    processing,
    in: secondPriceAt(theirs, 'input_mtok', minInput),
    out: secondPriceAt(theirs, 'output_mtok', minInput),
    cacheRead: secondPriceAt(theirs, 'cache_read_mtok', minInput),
    cacheWrite,
  };
}
