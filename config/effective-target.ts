import type { ModelCapabilities } from '../core/routing/model-facts.ts';
import type { ResilienceConfig } from './schema/resilience.ts';
import type { PriceConfig } from './schema/target.ts';

/** One model at one provider. What is `null` or absent is left to what is known of the model. */
export interface EffectiveTarget {
  /** Its name in the configuration, or `provider/model` where it is implied. */
  readonly name: string;
  /** The provider's name. */
  readonly provider: string;
  readonly model: string;
  readonly origin: 'file' | 'default';
  /** The usual way to ask it; `null` = its provider's. */
  readonly api: 'chat' | 'responses' | null;
  /** Whether its requests of batches are handed to the provider's own batch API. */
  readonly batch: 'lines' | 'provider';
  /** The beta flags it takes; `null` = its provider's. */
  readonly allowedBetas: readonly string[] | null;
  readonly contextWindow: number | null;
  readonly maxOutputTokens: number | null;
  readonly capabilities: ModelCapabilities;
  /** US dollars per million tokens. */
  readonly price: PriceConfig | null;
  /** Most requests in a minute. */
  readonly rpm: number | null;
  /** Most tokens in a minute. */
  readonly tpm: number | null;
  readonly resilience: ResilienceConfig | null;
}
