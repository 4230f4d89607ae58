export interface PriceKey {
  readonly bucket: 'in' | 'out' | 'cacheRead' | 'cacheWrite';
  /** Hours of a cache write's longer time to live; `null` = the provider's default. */
  readonly ttlHours: number | null;
  readonly minInput: number;
  readonly processing: string;
}

const buckets = new Map<string, PriceKey['bucket']>([
  ['input_cost_per_token', 'in'],
  ['output_cost_per_token', 'out'],
  ['cache_read_input_token_cost', 'cacheRead'],
  ['cache_creation_input_token_cost', 'cacheWrite'],
]);

const processings = new Map([
  ['batches', 'batch'],
  ['flex', 'flex'],
  ['priority', 'priority'],
  ['ultrafast', 'ultrafast'],
]);

/** Prices of an endpoint of its own that Cato does not call. */
const otherEndpoints = new Set(['decisions']);

/**
 * Takes a field's name apart: `cache_creation_input_token_cost_above_1hr_above_100k_tokens_batches`.
 * `null` = no price of text tokens. Throws on a text price with an ending that is not known: a cliff must not get lost.
 */
export function parsePriceKey(field: string): PriceKey | null {
  for (const [stem, bucket] of buckets) {
    if (!field.startsWith(stem)) continue;
    return parseEnding(field, field.slice(stem.length), bucket);
  }
  return null;
}

function parseEnding(field: string, ending: string, bucket: PriceKey['bucket']): PriceKey | null {
  let ttlHours: number | null = null;
  let minInput = 0;
  let processing = 'standard';
  let rest = ending;
  while (rest !== '') {
    const part = /^_above_(?<hours>\d+)hr|^_above_(?<thousands>\d+)k_tokens|^_(?<word>[a-z]+)/.exec(rest);
    const { hours, thousands, word } = part?.groups ?? {};
    if (part === null) throw new Error(`${field}: unknown kind of price`);
    if (hours !== undefined) ttlHours = Number(hours);
    // "above" is exclusive: a prompt of exactly 100,000 tokens still pays the lower price.
    else if (thousands !== undefined) minInput = Number(thousands) * 1000 + 1;
    else if (word !== undefined && otherEndpoints.has(word)) return null;
    else {
      const known = processings.get(word ?? '');
      if (known === undefined) throw new Error(`${field}: unknown kind of price`);
      processing = known;
    }
    rest = rest.slice(part[0].length);
  }
  if (ttlHours !== null && bucket !== 'cacheWrite') throw new Error(`${field}: time to live on something else`);
  return { bucket, ttlHours, minInput, processing };
}
