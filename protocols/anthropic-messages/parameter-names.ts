import type { OptionName } from '../../core/conversation/conversation-request.ts';

/** What Messages calls the neutral options; those it has no word for keep the name most clients know. */
export const parameterNames: Readonly<Record<OptionName, string>> = {
  messages: 'messages',
  tools: 'tools',
  maxOutputTokens: 'max_tokens',
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  stop: 'stop_sequences',
  seed: 'seed',
  frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty',
  logitBias: 'logit_bias',
  logprobs: 'logprobs',
  topLogprobs: 'top_logprobs',
  choiceCount: 'n',
  toolChoice: 'tool_choice',
  parallelToolCalls: 'tool_choice.disable_parallel_tool_use',
  responseFormat: 'output_config.format',
  reasoningEffort: 'thinking',
  verbosity: 'verbosity',
  serviceTier: 'service_tier',
  metadata: 'metadata',
  userId: 'metadata.user_id',
  promptCacheKey: 'prompt_cache_key',
  store: 'store',
};
