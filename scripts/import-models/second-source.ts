import { type ModelClause, matchesClause } from './model-clause.ts';

/** A price list of genai-prices: one figure, or one per prompt length. Decimal numbers come as text. */
export type SecondPrice =
  | string
  | { readonly base: string; readonly tiers: readonly { start: number; price: string }[] };

/** By unit; `$` names the constructor. A price that is left out may be there as `null`. */
export type SecondPrices = Readonly<Record<string, SecondPrice | null>>;

interface StartDate {
  readonly $: string;
  readonly start_date?: { readonly args: readonly [number, number, number] };
}

interface Variant {
  readonly when: Readonly<Record<string, string>>;
  readonly prices: SecondPrices;
  readonly constraint?: StartDate | null;
}

export interface SecondModel {
  readonly id: string;
  readonly match: ModelClause;
  readonly context_window?: number;
  readonly prices: SecondPrices | readonly { readonly constraint?: StartDate | null; readonly prices: SecondPrices }[];
  readonly price_variants?: readonly Variant[];
}

export interface SecondProvider {
  readonly id: string;
  readonly models: readonly SecondModel[];
}

const providerNames: Readonly<Record<string, string>> = {
  openai: 'openai',
  anthropic: 'anthropic',
  bedrock: 'aws',
  gemini: 'google',
  vertexai: 'google',
};

/** genai-prices' entry for a model of Cato's provider; `null` = it knows none. */
export function findSecondModel(
  providers: readonly SecondProvider[],
  provider: string,
  id: string,
): SecondModel | null {
  const models = providers.find((candidate) => candidate.id === providerNames[provider])?.models ?? [];
  return models.find((model) => matchesClause(model.match, id)) ?? null;
}

/** Its prices on a day, or `null` when it has none for that processing. */
export function secondPricesOn(model: SecondModel, processing: string, day: string): SecondPrices | null {
  const standard = isDated(model.prices)
    ? (model.prices.findLast((dated) => isActive(dated.constraint, day)) ?? model.prices[0])?.prices
    : model.prices;
  if (standard === undefined) return null;
  if (processing === 'standard') return standard;
  const variants = (model.price_variants ?? []).filter(
    (variant) => isActive(variant.constraint, day) && meansProcessing(variant.when, processing),
  );
  // What a variant leaves out costs the standard price, and of two variants the first wins.
  return variants.length === 0 ? null : Object.assign({}, ...variants.map((variant) => variant.prices).reverse());
}

/** Days after `day` on which its standard prices change, as announced. */
export function announcedChanges(model: SecondModel, day: string): readonly string[] {
  if (!isDated(model.prices)) return [];
  const starts = model.prices.map((dated) => startOf(dated.constraint));
  return starts.filter((start): start is string => start !== null && start > day);
}

function isDated(prices: SecondModel['prices']): prices is Exclude<SecondModel['prices'], SecondPrices> {
  return Array.isArray(prices);
}

function meansProcessing(when: Readonly<Record<string, string>>, processing: string): boolean {
  const conditions = Object.entries(when);
  const [name, value] = conditions[0] ?? [];
  if (conditions.length !== 1 || value !== processing) return false;
  // OpenAI's service tier `fast` is its `priority` by another name; only `speed: fast` is a processing of its own.
  return name === 'processing' || (name === 'service_tier' && value !== 'fast') || name === 'speed';
}

function isActive(constraint: StartDate | null | undefined, day: string): boolean {
  if (constraint === undefined || constraint === null) return true;
  const start = startOf(constraint);
  // A constraint of another kind, by the hour of the day, is no fixed price.
  return start !== null && start <= day;
}

function startOf(constraint: StartDate | null | undefined): string | null {
  const parts = constraint?.start_date?.args;
  return parts === undefined ? null : parts.map((part) => String(part).padStart(2, '0')).join('-');
}
