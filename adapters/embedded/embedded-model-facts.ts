import type { ModelFacts } from '../../core/routing/model-facts.ts';

/** The embedded model's id; it stands in answers as the model that wrote them. */
export const embeddedModelId = 'cato-embedded';

/** What is known of the embedded model. It takes any length, and images too: it says that it cannot look at them. */
export const embeddedModelFacts: ModelFacts = {
  id: embeddedModelId,
  contextWindow: null,
  maxInputTokens: null,
  maxOutputTokens: null,
  prices: [{ minInputTokens: 0, processing: 'standard', input: 0, output: 0, cacheRead: 0, cacheWrite: {} }],
  capabilities: { prefill: false, forcedToolChoice: false, structuredOutput: false },
  retires: null,
};
