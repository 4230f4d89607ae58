import { z } from 'zod';
import type { ModelCapabilities } from '../../core/routing/model-facts.ts';
import { cacheTimePattern } from '../name-patterns.ts';
import { optional, required } from './field.ts';
import { resilienceField } from './resilience.ts';
import { betaFlags, plainText } from './text.ts';

const tokens = z.int().min(1).max(1_000_000_000);
const dollars = z.number().min(0).max(1_000_000);

function capability(description: string) {
  return optional(z.boolean(), { description, change: 'live' });
}

const capabilitiesSchema = z.strictObject({
  sampling: capability('Takes `temperature`, `top_p` and `top_k`.'),
  prefill: capability('Continues an assistant message that ends the conversation.'),
  forcedToolChoice: capability('Can be made to call some tool, or a named one.'),
  tools: capability('Can call tools.'),
  images: capability('Reads images.'),
  documents: capability('Reads documents.'),
  structuredOutput: capability('Answers to a JSON Schema natively.'),
  strictTools: capability('Keeps to the schema of a tool strictly.'),
  reasoning: capability('Reasons before it answers, so it may be silent for long.'),
  adaptiveThinking: capability('Thinks by itself with an `adaptive` setting.'),
  alwaysThinks: capability('Cannot be told not to think.'),
  midConversationSystem: capability('Takes system messages in the middle of a conversation.'),
  cacheBreakpoints: capability('Takes cache breakpoints in the prompt.'),
  embeddings: capability('Turns texts into vectors.'),
  promptCacheMinTokens: optional(tokens, {
    description: 'Shortest prefix the provider caches, tokens.',
    change: 'live',
  }),
  reasoningEfforts: optional(z.record(z.string(), z.boolean()), {
    description: 'Reasoning efforts it takes (true) or refuses (false), by name.',
    change: 'live',
  }),
} satisfies Record<keyof ModelCapabilities, z.ZodType>);

const priceSchema = z.strictObject({
  input: required(dollars, { description: 'Fresh input.', change: 'live' }),
  output: required(dollars, { description: 'Output, reasoning included.', change: 'live' }),
  cacheRead: optional(dollars, { description: 'Input read from the provider’s prompt cache.', change: 'live' }),
  cacheWrite: optional(z.record(z.string(), dollars), {
    description: 'Input written to the provider’s prompt cache, by time to live.',
    change: 'live',
    propertyNames: { pattern: cacheTimePattern.source },
  }),
});

export const targetSchema = z.strictObject({
  provider: required(plainText, {
    description:
      'Name of a provider, or a kind that needs no settings: openai, anthropic, bedrock, vertexai, gemini, ollama or a preset.',
    change: 'deploy',
  }),
  model: required(plainText, { description: 'The model’s id at the provider.', change: 'deploy' }),
  api: optional(z.enum(['chat', 'responses']), {
    description: 'The usual way to ask this model: Chat Completions or Responses (openai). Unset: its provider’s.',
    change: 'live',
  }),
  batch: optional(z.enum(['lines', 'provider']), {
    description:
      'How requests of batches are asked. `lines`: one by one, as those of clients, at the usual price. `provider`: handed to the provider’s own batch API (openai, anthropic), at about half the price, which may take all of the 24 hours.',
    change: 'live',
    default: 'lines',
  }),
  allowedBetas: optional(betaFlags, {
    description:
      'The flags of `anthropic-beta` that this model takes (anthropic, vertexai’s Claude, bedrock’s `anthropic`). Unset: its provider’s.',
    change: 'live',
  }),
  contextWindow: optional(tokens, {
    description: 'Tokens of prompt and answer together that fit. Unset: what is known of the model.',
    change: 'live',
  }),
  maxOutputTokens: optional(tokens, {
    description: 'Most tokens one answer may have. Unset: what is known of the model.',
    change: 'live',
  }),
  capabilities: optional(capabilitiesSchema, {
    description: 'What the model can do, where it differs from what is known of it.',
    change: 'live',
  }),
  price: optional(priceSchema, {
    description: 'US dollars per million tokens. Unset: what is known of the model.',
    change: 'live',
  }),
  rpm: optional(tokens, {
    description: 'Most requests in a minute; then other targets are asked. Unset: no limit of our own.',
    change: 'live',
  }),
  tpm: optional(tokens, {
    description: 'Most tokens in a minute, input and output; then other targets are asked. Unset: no limit of our own.',
    change: 'live',
  }),
  resilience: resilienceField,
});

/** A price of one's own, US dollars per million tokens. */
export type PriceConfig = z.infer<typeof priceSchema>;
