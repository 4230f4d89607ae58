/** A decision on prices that the two sources state differently. Whatever none of these covers stops the import. */
export type ReviewedDifference = CorrectedPrices | KeptPrices;

/** The first source is wrong by a factor: its prices are multiplied, and must then agree. */
export interface CorrectedPrices {
  readonly provider: string;
  readonly ids: readonly string[];
  readonly times: number;
  readonly reason: string;
}

/** The first source is believed, as long as its price stands within these bounds to the second's. */
export interface KeptPrices {
  readonly provider: string;
  readonly ids: readonly string[];
  readonly processing: string;
  readonly firstOverSecond: readonly [number, number];
  readonly reason: string;
}

export const reviewedDifferences: readonly ReviewedDifference[] = [
  {
    provider: 'bedrock',
    ids: [
      'anthropic.claude-fable-5',
      'anthropic.claude-fable-5-1',
      'anthropic.claude-haiku-4-5-20251001-v1:0',
      'anthropic.claude-haiku-5-5',
      'anthropic.claude-mythos-5-1',
      'anthropic.claude-opus-4-5-20251101-v1:0',
      'anthropic.claude-opus-4-6-v1',
      'anthropic.claude-opus-4-7',
      'anthropic.claude-opus-4-8',
      'anthropic.claude-opus-5',
      'anthropic.claude-opus-5-5',
      'anthropic.claude-sonnet-4-5-20250929-v1:0',
      'anthropic.claude-sonnet-4-6',
      'anthropic.claude-sonnet-5',
      'anthropic.claude-sonnet-5-5',
      'openai.gpt-6-luna',
      'openai.gpt-6-sol',
    ],
    times: 1.1,
    reason:
      'A bare id is answered in its own region, which costs the regional price: 10 % over `global.`. ' +
      'The first source gives bare ids the global price.',
  },
  {
    provider: 'bedrock',
    ids: ['eu.amazon.nova-2-lite-v1:0', 'jp.amazon.nova-2-lite-v1:0'],
    processing: 'standard',
    firstOverSecond: [1.19, 1.31],
    reason: 'The second source has one regional price, that of the United States; Europe and Japan cost more.',
  },
  {
    provider: 'bedrock',
    ids: [
      'apac.amazon.nova-lite-v1:0',
      'apac.amazon.nova-micro-v1:0',
      'apac.amazon.nova-pro-v1:0',
      'eu.amazon.nova-lite-v1:0',
      'eu.amazon.nova-micro-v1:0',
      'eu.amazon.nova-pro-v1:0',
    ],
    processing: 'standard',
    firstOverSecond: [1.04, 1.32],
    reason: 'The second source knows the prices of the United States only and matches every profile with them.',
  },
  {
    provider: 'bedrock',
    ids: [
      'us-gov.anthropic.claude-haiku-5-5',
      'us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'us-gov.anthropic.claude-sonnet-5',
      'us-gov.anthropic.claude-sonnet-5-5',
    ],
    processing: 'standard',
    firstOverSecond: [1.09, 1.092],
    reason: 'GovCloud costs 20 % over `global.`; the second source matches it with the regional 10 %.',
  },
  {
    provider: 'bedrock',
    ids: [
      'us-gov.nvidia.nemotron-nano-3-30b',
      'us-gov.nvidia.nemotron-nano-9b-v2',
      'us-gov.nvidia.nemotron-super-3-120b',
      'us-gov.openai.gpt-oss-120b-1:0',
      'us-gov.openai.gpt-oss-20b-1:0',
    ],
    processing: 'standard',
    firstOverSecond: [1.19, 1.21],
    reason: 'GovCloud costs 20 % more; the second source matches it with the commercial regions.',
  },
  {
    provider: 'openai',
    ids: ['gpt-5.5-pro', 'gpt-5.5-pro-2026-04-23'],
    processing: 'batch',
    firstOverSecond: [1.5, 2],
    reason: 'The price list has no long-context batch price; the dearer reading is kept.',
  },
  {
    provider: 'openai',
    ids: ['gpt-5.6-cyber'],
    processing: 'standard',
    firstOverSecond: [1.5, 2],
    reason: 'The price list has no long-context price for this model; the dearer reading, that of its family, is kept.',
  },
  {
    provider: 'vertexai',
    ids: ['gemini-3.5-flash-lite'],
    processing: 'batch',
    firstOverSecond: [0.75, 0.75],
    reason: 'The second source quotes the Gemini API, where batch cache reads are rounded up to 0.02.',
  },
  ...['standard', 'batch'].map((processing) => ({
    provider: 'vertexai',
    ids: ['gemini-3.8-flash-cyber'],
    processing,
    firstOverSecond: [2, 2] as const,
    reason: 'The second source does not know this model and matches it with gemini-3.8-flash.',
  })),
];
