/** The wire formats of others that Bedrock's hosts speak besides Converse. */
export type BedrockHostFormat = 'openai' | 'anthropic';

export interface BedrockHostOptions {
  readonly format: BedrockHostFormat;
  /** `runtime`: always synchronous, one region's ordinary endpoint. `mantle`: more models, and ids without prefixes. */
  readonly host: 'runtime' | 'mantle';
  readonly region: string;
}

/**
 * The base URL for the adapter of that format; both are called with a Bedrock API key (`AWS_BEARER_TOKEN_BEDROCK`) in
 * the place of the vendor's own. Chat Completions stand below it at `/chat/completions`, Messages at `/v1/messages`.
 * @throws RangeError for Messages at the runtime host, which takes signed requests only.
 */
export function bedrockHostUrl({ format, host, region }: BedrockHostOptions): string {
  if (host === 'mantle') {
    const origin = `https://bedrock-mantle.${region}.api.aws`;
    return format === 'openai' ? `${origin}/v1` : `${origin}/anthropic`;
  }
  if (format === 'openai') return `https://bedrock-runtime.${region}.amazonaws.com/openai/v1`;
  throw new RangeError('Claude by API key is at the `mantle` host; at the `runtime` host use Converse.');
}
