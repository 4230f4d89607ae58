import { z } from 'zod';
import { providerKinds } from '../provider-kinds.ts';
import { optional, required } from './field.ts';
import { resilienceField } from './resilience.ts';
import { awsRegion, baseUrl, plainText } from './text.ts';

export const providerSchema = z.strictObject({
  kind: required(z.enum(providerKinds), {
    description: 'How the provider is spoken to.',
    change: 'deploy',
  }),
  baseUrl: optional(baseUrl, {
    description: 'Where the provider is called. Required for openai-compatible; not for bedrock, which has `endpoint`.',
    change: 'deploy',
  }),
  apiKey: optional(z.string().min(1), {
    description:
      'The key, as a reference: `env:NAME` or `file:PATH`. Unset: OPENAI_API_KEY or ANTHROPIC_API_KEY, by kind.',
    change: 'deploy',
  }),
  region: optional(awsRegion, {
    description: 'AWS region (bedrock). Unset: AWS_REGION, then AWS_DEFAULT_REGION.',
    change: 'deploy',
  }),
  endpoint: optional(baseUrl, {
    description: 'Address of the Bedrock runtime, for VPC endpoints and tests (bedrock).',
    change: 'deploy',
  }),
  organization: optional(plainText, {
    description: 'Organization the use is counted for (openai). Unset: OPENAI_ORG_ID.',
    change: 'deploy',
  }),
  project: optional(plainText, {
    description: 'Project the use is counted for (openai). Unset: OPENAI_PROJECT_ID.',
    change: 'deploy',
  }),
  model: optional(plainText, {
    description:
      'The one model of `auto`, `smart`, `fast` and `code` when `routes` is left out. Unset: OPENAI_MODEL, ANTHROPIC_MODEL, BEDROCK_MODEL_ID or OLLAMA_MODEL, by kind.',
    change: 'deploy',
  }),
  streamUsage: optional(z.boolean(), {
    description: 'Ask for the usage at the end of each stream (openai, openai-compatible, ollama).',
    change: 'live',
    default: true,
  }),
  resilience: resilienceField,
});

/** A provider as written in the file: its secret is still a reference. */
export type ProviderInFile = z.infer<typeof providerSchema>;
