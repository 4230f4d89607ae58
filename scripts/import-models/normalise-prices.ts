import type { ModelRowPrice } from '../../config/model-row.ts';
import { perMillion, roundPrice } from './per-million.ts';
import { parsePriceKey } from './price-key.ts';
import { numberOf, type SourceRow } from './source-row.ts';

type Draft = {
  -readonly [Field in keyof ModelRowPrice]: Field extends 'cacheWrite' ? Record<string, number> : ModelRowPrice[Field];
};

export interface NormalisedPrices {
  readonly prices: readonly ModelRowPrice[];
  /** Fields that say 0, which is taken as unknown. */
  readonly zeros: readonly string[];
}

const processingOrder = ['standard', 'batch', 'flex', 'priority', 'fast', 'ultrafast'];

/**
 * Prices of a source row, one per processing and prompt length.
 * `defaultTtl` names the provider's default time to live of a cache write.
 */
export function normalisePrices(row: SourceRow, defaultTtl: string): NormalisedPrices {
  const drafts = new Map<string, Draft>();
  const zeros: string[] = [];
  for (const field of Object.keys(row)) {
    const key = parsePriceKey(field);
    const dollars = numberOf(row, field);
    if (key === null || dollars === null) continue;
    const draft = draftFor(drafts, key.processing, key.minInput);
    if (dollars <= 0) zeros.push(field);
    else if (key.bucket !== 'cacheWrite') draft[key.bucket] = perMillion(dollars);
    else draft.cacheWrite[key.ttlHours === null ? defaultTtl : `${key.ttlHours}h`] = perMillion(dollars);
  }
  refuseSecondOutputPrice(row);
  addFast(row, drafts);
  addUnknownCliffs(drafts);
  const priced = new Set([...drafts.values()].filter(hasPrice).map((draft) => draft.processing));
  const prices = [...drafts.values()].filter((draft) => priced.has(draft.processing));
  return { prices: prices.map(withOrderedTtls).sort(byProcessingThenLength), zeros };
}

function draftFor(drafts: Map<string, Draft>, processing: string, minInput: number): Draft {
  const name = `${processing} ${minInput}`;
  const known = drafts.get(name);
  if (known !== undefined) return known;
  const draft: Draft = { minInput, processing, in: null, out: null, cacheRead: null, cacheWrite: {} };
  drafts.set(name, draft);
  return draft;
}

/** A row has one price of output; reasoning that costs otherwise has no place in it. */
function refuseSecondOutputPrice(row: SourceRow): void {
  const reasoning = numberOf(row, 'output_cost_per_reasoning_token');
  if (reasoning !== null && reasoning !== numberOf(row, 'output_cost_per_token')) {
    throw new Error('reasoning tokens have a price of their own');
  }
}

/** Anthropic's fast mode is stated as a factor on everything. */
function addFast(row: SourceRow, drafts: Map<string, Draft>): void {
  const entry = row.provider_specific_entry;
  const factor = typeof entry === 'object' && entry !== null && 'fast' in entry ? entry.fast : null;
  if (typeof factor !== 'number') return;
  for (const standard of [...drafts.values()].filter((draft) => draft.processing === 'standard')) {
    const fast = draftFor(drafts, 'fast', standard.minInput);
    fast.in = times(standard.in, factor);
    fast.out = times(standard.out, factor);
    fast.cacheRead = times(standard.cacheRead, factor);
    for (const [ttl, price] of Object.entries(standard.cacheWrite)) fast.cacheWrite[ttl] = roundPrice(price * factor);
  }
}

function times(price: number | null, factor: number): number | null {
  return price === null ? null : roundPrice(price * factor);
}

/** Where standard has a cliff and another processing states none, its price past the cliff is unknown, not the low one. */
function addUnknownCliffs(drafts: Map<string, Draft>): void {
  const all = [...drafts.values()];
  const cliffs = all.filter((draft) => draft.processing === 'standard' && draft.minInput > 0);
  for (const processing of new Set(all.map((draft) => draft.processing))) {
    for (const cliff of cliffs) draftFor(drafts, processing, cliff.minInput);
  }
}

function hasPrice(price: ModelRowPrice): boolean {
  return (
    price.in !== null || price.out !== null || price.cacheRead !== null || Object.keys(price.cacheWrite).length > 0
  );
}

function withOrderedTtls(price: ModelRowPrice): ModelRowPrice {
  const entries = Object.entries(price.cacheWrite).sort(([a], [b]) => minutes(a) - minutes(b));
  return { ...price, cacheWrite: Object.fromEntries(entries) };
}

function minutes(ttl: string): number {
  return Number.parseInt(ttl, 10) * (ttl.endsWith('h') ? 60 : 1);
}

function byProcessingThenLength(a: ModelRowPrice, b: ModelRowPrice): number {
  return processingOrder.indexOf(a.processing) - processingOrder.indexOf(b.processing) || a.minInput - b.minInput;
}
