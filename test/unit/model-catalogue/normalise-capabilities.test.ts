import { expect, test } from '@jest/globals';
import { normaliseCapabilities } from '../../../scripts/import-models/normalise-capabilities.ts';

test('a flag that is missing is unknown, not false', () => {
  expect(normaliseCapabilities({}, 'openai', 'm')).toEqual({});
});

test('each flag keeps the value the source gives it', () => {
  const source = {
    supports_sampling_params: false,
    supports_assistant_prefill: true,
    supports_forced_tool_use: false,
    supports_function_calling: true,
    supports_vision: false,
    supports_pdf_input: true,
    supports_reasoning: true,
    supports_adaptive_thinking: true,
    thinking_always_on: false,
    supports_mid_conversation_system: true,
    prompt_cache_min_tokens: 512,
    supports_none_reasoning_effort: false,
    supports_xhigh_reasoning_effort: true,
  };
  expect(normaliseCapabilities(source, 'openai', 'm')).toEqual({
    sampling: false,
    prefill: true,
    forcedToolChoice: false,
    tools: true,
    images: false,
    documents: true,
    reasoning: true,
    adaptiveThinking: true,
    alwaysThinks: false,
    midConversationSystem: true,
    promptCacheMinTokens: 512,
    reasoningEfforts: { none: false, xhigh: true },
  });
});

test('a model without tool choice cannot be forced; one with it is not known to be', () => {
  expect(normaliseCapabilities({ supports_tool_choice: false }, 'openai', 'm').forcedToolChoice).toBe(false);
  expect(normaliseCapabilities({ supports_tool_choice: true }, 'openai', 'm').forcedToolChoice).toBeUndefined();
});

test.each([
  ['openai', 'm', { supports_response_schema: true }, true],
  ['anthropic', 'claude-9', { supports_response_schema: true }, undefined],
  ['anthropic', 'claude-9', { supports_native_structured_output: true }, true],
  ['bedrock', 'vendor.m', { supports_response_schema: true }, undefined],
  ['bedrock', 'vendor.m', { supports_bedrock_native_structured_output: true }, undefined],
  ['bedrock', 'vendor.m', { supports_bedrock_native_structured_output: false }, false],
])('structured output at %s of %s is only what is native: %j', (provider, id, source, expected) => {
  expect(normaliseCapabilities(source, provider, id).structuredOutput).toBe(expected);
});

test.each([
  ['openai', 'm', { supports_prompt_caching: true }, undefined],
  ['openai', 'm', { supports_prompt_cache_breakpoint: true }, true],
  ['anthropic', 'claude-9', { supports_prompt_caching: true }, true],
  ['bedrock', 'us.vendor.m', { supports_prompt_caching: true }, true],
  ['bedrock', 'us.vendor.m', { supports_prompt_caching: true, supports_prompt_cache_breakpoint: false }, false],
  ['bedrock', 'us.openai.m', { supports_prompt_caching: true }, false],
])('cache breakpoints at %s of %s are not automatic caching: %j', (provider, id, source, expected) => {
  expect(normaliseCapabilities(source, provider, id).cacheBreakpoints).toBe(expected);
});

test('efforts above the ceiling of Bedrock are refused', () => {
  const source = { bedrock_output_config_effort_ceiling: 'high', supports_max_reasoning_effort: true };
  expect(normaliseCapabilities(source, 'bedrock', 'vendor.m').reasoningEfforts).toEqual({ max: false, xhigh: false });
});
