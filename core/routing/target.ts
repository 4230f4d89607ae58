import type { BatchPricing } from '../metering/batch-prices.ts';
import type { ChatModel } from '../ports/chat-model.ts';
import type { EmbeddingModel } from '../ports/embedding-model.ts';
import type { ProviderBatches } from '../ports/provider-batches.ts';
import type { ResilienceSettings } from '../resilience/resilience-settings.ts';
import type { ModelFacts } from './model-facts.ts';

/** How a target's provider takes many requests together. */
export interface TargetBatches {
  readonly api: ProviderBatches;
  /** Whether batches are handed to it; if not, only what was handed over before is seen to its end. */
  readonly isUsed: boolean;
}

/** One model at one provider. */
export interface Target {
  /** `provider/model`: what callers and logs are told. */
  readonly label: string;
  /** The name it has in the configuration; the label when it has none. */
  readonly name: string;
  readonly provider: string;
  /** The model's id at the provider. */
  readonly model: string;
  readonly facts: ModelFacts;
  /** How it is asked. */
  readonly chatModel: ChatModel;
  /** Further wire formats it can be asked in: clients that speak one of them are passed through. Default none. */
  readonly otherChatModels?: readonly ChatModel[];
  /** Absent = it turns no texts into vectors, or its provider cannot be asked to. */
  readonly embeddingModel?: EmbeddingModel;
  /** Its provider's own batch API; absent = it has none that could be used here. */
  readonly batches?: TargetBatches;
  /** Set while what is asked comes from a provider's batch: where its prices are from. */
  readonly batchPrices?: BatchPricing;
  readonly resilience: ResilienceSettings;
  /** Most calls in a minute; absent = as many as the provider takes. */
  readonly rpm?: number;
  /** Most tokens in a minute, input and output; absent = as many as the provider takes. */
  readonly tpm?: number;
}
