import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** How an asked reasoning effort is put to a model, and what it excludes. */
export interface ReasoningSettings {
  /** For `outputConfig.effort`. */
  readonly outputEffort?: string;
  /** For `additionalModelRequestFields`. */
  readonly fields?: JsonObject;
  /** The model refuses temperature, top_p and top_k beside it. */
  readonly excludesSampling?: boolean;
  /** The model refuses a limit on its output beside it. */
  readonly excludesMaxTokens?: boolean;
}

/** What else is asked that reasoning has to agree with. */
export interface ReasoningSurroundings {
  readonly maxTokens: number;
  /** Whether the client itself set the limit. */
  readonly maxTokensAsked: boolean;
  readonly forcesTool: boolean;
  /** The conversation ends in tool results whose calls came without the reasoning that led to them. */
  readonly toolTurnWithoutReasoning: boolean;
}
