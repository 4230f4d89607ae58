import type { OptionName } from '../../core/conversation/conversation-request.ts';

/** What Responses calls the neutral options. */
export const parameterNames: Readonly<Record<OptionName, string>> = {
  messages: 'input',
  tools: 'tools',
  maxOutputTokens: 'max_output_tokens',
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  stop: 'stop',
  seed: 'seed',
  frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty',
  logitBias: 'logit_bias',
  logprobs: 'include',
  topLogprobs: 'top_logprobs',
  choiceCount: 'n',
  toolChoice: 'tool_choice',
  parallelToolCalls: 'parallel_tool_calls',
  responseFormat: 'text.format',
  reasoningEffort: 'reasoning.effort',
  verbosity: 'text.verbosity',
  serviceTier: 'service_tier',
  metadata: 'metadata',
  userId: 'safety_identifier',
  promptCacheKey: 'prompt_cache_key',
  store: 'store',
};
