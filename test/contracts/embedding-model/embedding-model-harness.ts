import type { Secret } from '../../../core/access/secret.ts';
import type { EmbeddingModel } from '../../../core/ports/embedding-model.ts';
import type { SeenRequest } from '../../support/scripted-upstream.ts';
import type { ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';

/** What one adapter brings to the contract that every embedding model keeps. */
export interface EmbeddingModelHarness {
  /** The model's id at the provider. */
  readonly model: string;
  /** Most inputs that one call may have, more are split; `null` = all of a request. */
  readonly inputsPerCall: number | null;
  /** A number of dimensions that the model can be asked for. */
  readonly dimensions: number;
  createModel(baseUrl: string, key: Secret): RunningEmbeddingModel;
  /** The texts that a call asks for. */
  textsOf(request: SeenRequest): readonly string[];
  /** The dimensions that a call asks for; `undefined` = the usual. */
  dimensionsOf(request: SeenRequest): unknown;
  /** The provider's answer with these vectors, and how many tokens it counted. */
  answer(vectors: readonly (readonly number[])[], tokens: number): ScriptedAnswer;
  readonly errors: Readonly<Record<EmbeddingErrorScenario, ScriptedAnswer>>;
}

/** Answers that are errors; the one of the rate limit names 7 seconds, where the provider can. */
export type EmbeddingErrorScenario =
  | 'upstream-auth'
  | 'upstream-permission'
  | 'upstream-not-found'
  | 'invalid-request'
  | 'rate-limit'
  | 'upstream-fault'
  | 'overloaded';

export interface RunningEmbeddingModel {
  readonly model: EmbeddingModel;
  close(): Promise<void>;
}
