import type { ChatModel } from './chat-model.ts';
import type { EmbeddingModel } from './embedding-model.ts';

/**
 * A provider's own batch API: requests that are handed to it together are answered within a day, for about half the
 * price. Failures are thrown as `GatewayError`s that bear the provider's HTTP status. A call ends when its signal aborts.
 */
export interface ProviderBatches {
  /** Most requests in one of its batches. */
  readonly maxRequests: number;
  /** Most bytes that they may have together. */
  readonly maxBytes: number;
  /** The provider's models, usual one first, asked over `exchange`: they encode and read as they do over a connection. */
  chatModels(exchange: HandedExchange): readonly ChatModel[];
  /** Absent = its batches make no embeddings. */
  embeddingModel?(exchange: HandedExchange): EmbeddingModel;
  /** A request as it stands among others. @param key comes back with its answer: letters, digits and `-`, 64 at most. */
  encode(key: string, request: HandedRequest): string;
  /** Hands requests over. @returns the provider's id of the batch. */
  begin(batch: NewProviderBatch, call: ProviderBatchCall): Promise<string>;
  /**
   * Looks for a batch that was begun but whose id did not come back.
   * @returns `null` when there is none, or the provider's batches cannot bear a name.
   */
  find(name: string, call: ProviderBatchCall): Promise<string | null>;
  state(batchId: string, call: ProviderBatchCall): Promise<ProviderBatchState>;
  /** What has come of the requests of a batch that has ended, in any order; not all need be there. */
  results(batchId: string, call: ProviderBatchCall): AsyncIterable<HandedResult>;
  /** Asks for its end, which may take minutes. */
  cancel(batchId: string, call: ProviderBatchCall): Promise<void>;
}

/** What takes a model's requests in the place of a connection. */
export interface HandedExchange {
  /** What this throws, the model throws. */
  send(request: HandedRequest): Promise<HandedAnswer>;
}

export interface HandedRequest {
  /** Below the provider's base URL. */
  readonly path: string;
  /** JSON text. */
  readonly body: string;
}

export interface HandedAnswer {
  /** HTTP status, or the one that the provider's error means. */
  readonly status: number;
  /** The provider's id of the request; `null` when it gave none. */
  readonly requestId: string | null;
  /** JSON text. */
  readonly body: string;
}

export interface NewProviderBatch {
  /** By which it is found again. */
  readonly name: string;
  /** Where each of its requests goes. */
  readonly path: string;
  /** As `encode` made them; at least one. */
  readonly requests: readonly string[];
}

export interface ProviderBatchCall {
  readonly signal: AbortSignal;
  /** Bound on establishing a connection, milliseconds. */
  readonly connectMs: number;
}

export interface ProviderBatchState {
  /** Nothing of it changes any more. */
  readonly isEnded: boolean;
  /** What the provider says of its end, where that is not a good one; shown to operators. */
  readonly reason: string | null;
}

export interface HandedResult {
  /** `null` = what came cannot be read. */
  readonly key: string | null;
  /** `null` = the request was not carried out. */
  readonly answer: HandedAnswer | null;
}
