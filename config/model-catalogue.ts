import type { ModelFacts, ModelPrice } from '../core/routing/model-facts.ts';
import { readDataFile } from './data-file.ts';
import type { ModelRow, ModelRowPrice } from './model-row.ts';

/** What is known of the models of each kind of provider. */
export interface ModelCatalogue {
  /**
   * Facts of a model by the id it is called with; `null` = unknown.
   * A dated id without a row has its undated model's facts, a Bedrock profile without a row those of the model behind it.
   * `place` is where it is processed: a cloud region, or `eu` and `us` for data residency.
   */
  find(providerKind: string, modelId: string, place?: string): ModelFacts | null;
  /** Ids with facts, sorted. */
  ids(providerKind: string): readonly string[];
  /** Day of the oldest import among the rows; `null` = no rows. */
  readonly asOf: string | null;
}

/** The rows that come with Cato. Read when asked for, not when this file is imported. */
export async function loadModelRows(): Promise<readonly ModelRow[]> {
  return readDataFile('models.json') as readonly ModelRow[];
}

export function createModelCatalogue(rows: readonly ModelRow[]): ModelCatalogue {
  const byName = new Map<string, ModelRow>();
  const ids = new Map<string, Set<string>>();
  for (const row of rows) {
    byName.set(nameOf(row.provider, row.id, row.region), row);
    const known = ids.get(row.provider) ?? new Set();
    ids.set(row.provider, known.add(row.id));
  }
  const sortedIds = new Map([...ids].map(([kind, known]) => [kind, [...known].sort()]));

  return {
    asOf: rows.map((row) => row.asOf).sort()[0] ?? null,
    ids: (providerKind) => sortedIds.get(providerKind) ?? [],
    find(providerKind, modelId, place) {
      for (const { id, factor } of candidates(providerKind, modelId)) {
        const row = byName.get(nameOf(providerKind, id, place)) ?? byName.get(nameOf(providerKind, id));
        if (row !== undefined) return toFacts(row, modelId, factor * upliftAt(row, place));
      }
      return null;
    },
  };
}

function nameOf(provider: string, id: string, region = ''): string {
  return `${provider} ${region} ${id}`;
}

interface Candidate {
  readonly id: string;
  /** What its prices are multiplied by. */
  readonly factor: number;
}

const dateEnding = /(-\d{4}-\d{2}-\d{2}|[-@]\d{8}|@default)$/;
const profileStart = /^(global|us|us-gov|eu|apac|jp|au|ca|in)\./;

/** Ids whose row stands for a model, the nearest first. */
function candidates(providerKind: string, modelId: string): readonly Candidate[] {
  if (providerKind !== 'bedrock') {
    return [modelId, modelId.replace(dateEnding, '')].map((id) => ({ id, factor: 1 }));
  }
  // A profile's or model's ARN ends in its id; an application profile's does not, and stays unknown.
  const id = modelId.startsWith('arn:') ? modelId.slice(modelId.lastIndexOf('/') + 1) : modelId;
  const profile = profileStart.exec(id);
  if (profile === null) return [{ id, factor: 1 }];
  const model = id.slice(profile[0].length);
  const factor = profileFactor(profile[1]);
  return [
    { id, factor: 1 },
    { id: `global.${model}`, factor },
    { id: model, factor },
  ];
}

/** AWS charges 10 % over the worldwide profile where data stays in a geography, 20 % in GovCloud. */
function profileFactor(profile: string | undefined): number {
  if (profile === 'global') return 1;
  return profile === 'us-gov' ? 1.2 : 1.1;
}

function upliftAt(row: ModelRow, place: string | undefined): number {
  if (place === undefined || row.uplift === undefined) return 1;
  return row.uplift[place] ?? (place === 'global' ? 1 : (row.uplift.regional ?? 1));
}

function toFacts(row: ModelRow, id: string, factor: number): ModelFacts {
  return {
    id,
    contextWindow: row.window,
    maxInputTokens: row.maxInput ?? null,
    maxOutputTokens: row.maxOutput,
    prices: row.prices.map((price) => toPrice(price, factor)),
    capabilities: row.capabilities,
    retires: row.retires,
  };
}

function toPrice(price: ModelRowPrice, factor: number): ModelPrice {
  const cacheWrite: Record<string, number> = {};
  for (const [ttl, dollars] of Object.entries(price.cacheWrite)) {
    cacheWrite[ttl] = times(dollars, factor);
    // Providers that report a write without its time to live mean the shortest.
    cacheWrite.default ??= times(dollars, factor);
  }
  return {
    minInputTokens: price.minInput,
    processing: price.processing,
    input: price.in === null ? null : times(price.in, factor),
    output: price.out === null ? null : times(price.out, factor),
    cacheRead: price.cacheRead === null ? null : times(price.cacheRead, factor),
    cacheWrite,
  };
}

/** Without what floating point adds. */
function times(dollars: number, factor: number): number {
  return factor === 1 ? dollars : Number((dollars * factor).toPrecision(10));
}
