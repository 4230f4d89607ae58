import type { Usage } from '../conversation/usage.ts';
import type { ModelFacts } from '../routing/model-facts.ts';
import type { FailedCredential } from './chat-model.ts';
import type { JsonObject } from './wire-codec.ts';

/**
 * A model that turns texts into vectors: one provider's way of being asked.
 * Failures are thrown as `GatewayError` (its kind says what follows) or `UnsupportedOptions`.
 * A call ends, and its connections are freed, when `signal` aborts.
 */
export interface EmbeddingModel {
  /** The wire format in which raw bodies are taken and raw bytes answered; `null` = neutral only. */
  readonly protocol: string | null;
  /** As many vectors as inputs, in their order, however many calls that takes. */
  embed(call: EmbeddingCall): Promise<Embedded>;
}

export interface EmbeddingCall {
  /** The gateway's id of the request. */
  readonly requestId: string;
  /** The model's id at the provider. */
  readonly model: string;
  readonly facts: ModelFacts;
  /** The client's own body, when its format is `protocol`; else `null` and `request` is used. */
  readonly raw: { readonly body: JsonObject; readonly bytes: Buffer } | null;
  readonly request: EmbeddingRequest;
  /** Leave out what the model has no equivalent for, and say so, instead of refusing. */
  readonly dropUnsupported: boolean;
  /** What earlier attempts of the request had got when they failed; attempts of one request are of one model. */
  readonly kept: KeptBatches;
  readonly signal: AbortSignal;
  /** Bound on establishing a connection, milliseconds. Other limits reach the adapter through `signal`. */
  readonly connectMs: number;
  /** As of `ModelCall`. */
  readonly credentialFailed?: (failed: FailedCredential) => void;
}

/** What is to be turned into vectors, independent of any wire format. */
export interface EmbeddingRequest {
  /** At least one. */
  readonly inputs: readonly EmbeddingInput[];
  /** How the client wants its vectors written. */
  readonly encoding: VectorEncoding;
  /** How long the vectors shall be; `null` = as long as the model makes them. */
  readonly dimensions: number | null;
  /** What the vectors are for (`search_query`, `search_document`, …), where a model asks; `null` = not said. */
  readonly inputType: string | null;
  /** The end user, as the client names them; `null` = not said. */
  readonly user: string | null;
  /** The client's names of fields that nobody here knows. */
  readonly unreadFields: readonly string[];
}

/** A text, or a text that the client has turned into the model's tokens itself. */
export type EmbeddingInput = string | readonly number[];

/** As JSON numbers, or as base64 of 32-bit floats, little-endian. */
export type VectorEncoding = 'float' | 'base64';

export type Vector = readonly number[];

/** Some neighbouring inputs' vectors, in order. */
export interface EmbeddedBatch {
  readonly vectors: readonly Vector[];
  /** Input tokens; `null` when the provider did not say. */
  readonly tokens: number | null;
  readonly upstreamRequestId: string | null;
}

/** Answered batches of one request, by which inputs they are of. */
export type KeptBatches = Map<string, EmbeddedBatch>;

export interface Embedded {
  /** The provider's id of the request, of several calls the last; `null` when it gave none. */
  readonly upstreamRequestId: string | null;
  /** What differs from what was asked, one short clause each: `input_type set to search_document`. */
  readonly changes: readonly string[];
  /** Of all calls together; `null` when the provider did not tell for all of them. */
  readonly usage: Usage | null;
  readonly content:
    | { readonly kind: 'raw'; readonly body: Buffer | string }
    | { readonly kind: 'neutral'; readonly vectors: readonly Vector[] };
  /** Which of several credentials it was asked with, by name or position; absent where there is one. */
  readonly credential?: string;
}
