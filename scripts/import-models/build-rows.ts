import type { ModelRow } from '../../config/model-row.ts';
import { addModel } from './add-model.ts';
import type { AddedModel } from './added-models.ts';
import { comparePrices, type PriceDifference } from './compare-prices.ts';
import { normaliseRow, withWindow } from './normalise-row.ts';
import { reviewOf, withCorrections } from './review-prices.ts';
import type { ReviewedDifference } from './reviewed-differences.ts';
import { announcedChanges, findSecondModel, type SecondProvider } from './second-source.ts';
import { type SourceRow, textOf } from './source-row.ts';

export interface BuildInput {
  /** LiteLLM's price map. */
  readonly first: Readonly<Record<string, SourceRow>>;
  /** genai-prices' providers. */
  readonly second: readonly SecondProvider[];
  readonly reviewed: readonly ReviewedDifference[];
  readonly added: readonly AddedModel[];
  readonly asOf: string;
  /** Named as the source of rows that cite no page. */
  readonly collections: { readonly first: string; readonly second: string };
}

export interface BuiltRows {
  readonly rows: readonly ModelRow[];
  /** How many prices both sources know. */
  readonly compared: number;
  /** Differences that nobody has decided on: they stop the import. */
  readonly unreviewed: readonly PriceDifference[];
  /** Decisions and additions that the sources have overtaken: they stop the import too. */
  readonly overtaken: readonly string[];
  /** Worth knowing: zeros taken as unknown, price changes that are announced. */
  readonly notices: readonly string[];
}

/** Rows of `models.json` from both sources, sorted, each id once per provider and region. */
export function buildRows(input: BuildInput): BuiltRows {
  const { reviewed, asOf, collections } = input;
  const rows = new Map<string, ModelRow>();
  const unreviewed: PriceDifference[] = [];
  const overtaken: string[] = [];
  const notices: string[] = [];
  const needed = new Set<ReviewedDifference>();
  let compared = 0;
  for (const [key, source] of Object.entries(input.first).sort(byTrust)) {
    const normalised = normaliseRow(key, source, asOf, collections.first);
    if (normalised === null || rows.has(nameOf(normalised.row))) continue;
    for (const field of normalised.zeros) notices.push(`${key}: ${field} is 0, taken as unknown`);
    const row = withReachablePrices(withCorrections(normalised.row, reviewed));
    // The second source knows no regions.
    const model = row.region === undefined ? findSecondModel(input.second, row.provider, row.id) : null;
    rows.set(nameOf(row), withWindow(row, model?.context_window ?? null));
    if (model === null) continue;
    for (const day of announcedChanges(model, asOf)) notices.push(`${key}: its price changes on ${day}`);
    const comparison = comparePrices(row, model, asOf);
    compared += comparison.compared;
    for (const difference of comparison.differences) {
      const review = reviewOf(difference, reviewed);
      if (review === undefined) unreviewed.push(difference);
      else needed.add(review);
    }
  }
  for (const entry of reviewed) {
    if (!('times' in entry) && !needed.has(entry)) overtaken.push(`${entry.ids.join(', ')}: ${entry.reason}`);
  }
  for (const added of input.added) {
    const model = findSecondModel(input.second, added.provider, added.id);
    const name = nameOf(added);
    if (model === null || rows.has(name)) overtaken.push(`${name} is to be added`);
    else rows.set(name, addModel(added, model, asOf, collections.second));
  }
  return { rows: sortedRows(withoutEqualRegions(rows)), compared, unreviewed, overtaken, notices };
}

/** Some models stand there twice: Converse before Invoke, and the key that names its provider before the one that does not. */
function byTrust([keyA, a]: [string, SourceRow], [keyB, b]: [string, SourceRow]): number {
  return rank(keyA, a) - rank(keyB, b) || (keyA < keyB ? -1 : 1);
}

function rank(key: string, row: SourceRow): number {
  const provider = textOf(row, 'litellm_provider') ?? '';
  if (provider.startsWith('bedrock')) return provider === 'bedrock_converse' ? 0 : 1;
  return key.includes('/') ? 0 : 1;
}

function nameOf(row: { readonly provider: string; readonly id: string; readonly region?: string }): string {
  return [row.provider, row.id, row.region ?? ''].join(' ').trim();
}

/** A cliff behind the window can only mislead. */
function withReachablePrices(row: ModelRow): ModelRow {
  const { window } = row;
  return window === null ? row : { ...row, prices: row.prices.filter((price) => price.minInput <= window) };
}

/** A region is worth a row only where it costs something else. */
function withoutEqualRegions(rows: ReadonlyMap<string, ModelRow>): ModelRow[] {
  return [...rows.values()].filter((row) => {
    if (row.region === undefined) return true;
    const anywhere = rows.get(nameOf({ provider: row.provider, id: row.id }));
    return anywhere === undefined || JSON.stringify(anywhere.prices) !== JSON.stringify(row.prices);
  });
}

function sortedRows(rows: readonly ModelRow[]): ModelRow[] {
  return [...rows].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}
