import type { OptionName } from '../../core/conversation/conversation-request.ts';

/** What Chat Completions calls the neutral options. */
export const parameterNames: Readonly<Record<OptionName, string>> = {
  messages: 'messages',
  tools: 'tools',
  maxOutputTokens: 'max_completion_tokens',
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  stop: 'stop',
  seed: 'seed',
  frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty',
  logitBias: 'logit_bias',
  logprobs: 'logprobs',
  topLogprobs: 'top_logprobs',
  choiceCount: 'n',
  toolChoice: 'tool_choice',
  parallelToolCalls: 'parallel_tool_calls',
  responseFormat: 'response_format',
  reasoningEffort: 'reasoning_effort',
  verbosity: 'verbosity',
  serviceTier: 'service_tier',
  metadata: 'metadata',
  userId: 'user',
  promptCacheKey: 'prompt_cache_key',
  store: 'store',
};
