import { z } from 'zod';
import { providerKinds } from '../provider-kinds.ts';
import { optional, required } from './field.ts';
import { resilienceField } from './resilience.ts';
import { awsRegion, baseUrl, googleLocation, plainText, plainTextOrVariable } from './text.ts';

export const providerSchema = z.strictObject({
  // Presets are no part of the schema: there are hundreds, and `check-providers.ts` knows them.
  kind: required(z.union([z.enum(providerKinds), z.string().min(1)]), {
    description:
      'How the provider is spoken to: a kind, or the name of a preset (`cato check --providers` lists them).',
    change: 'deploy',
  }),
  baseUrl: optional(baseUrl, {
    description:
      'Where the provider is called. Required for openai-compatible; known of presets; not for bedrock, which has `endpoint`.',
    change: 'deploy',
  }),
  apiKey: optional(z.string().min(1), {
    description:
      'The key, as a reference: `env:NAME` or `file:PATH`. Unset: OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY or the variable of the preset, by kind.',
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
  project: optional(plainTextOrVariable, {
    description:
      'Project the use is counted for (openai), or the Google Cloud project (vertexai), which may be `env:NAME`. Unset: OPENAI_PROJECT_ID; VERTEXAI_PROJECT, then GCP_PROJECT_ID.',
    change: 'deploy',
  }),
  location: optional(googleLocation, {
    description:
      'Where Google serves the models: a region such as us-central1, `us`, `eu` or `global` (vertexai). Unset: VERTEXAI_LOCATION, then global.',
    change: 'deploy',
  }),
  credentialsFile: optional(plainText, {
    description:
      'Google credentials, as a path relative to this file (vertexai). Unset: GOOGLE_APPLICATION_CREDENTIALS, then those of `gcloud`, then the metadata server.',
    change: 'deploy',
  }),
  quotaProject: optional(plainText, {
    description: 'Project that pays and whose quota counts, where it is not the credentials’ own (vertexai).',
    change: 'deploy',
  }),
  api: optional(z.enum(['chat', 'responses']), {
    description:
      'The usual way to ask: Chat Completions or Responses (openai). Clients that speak one of them are passed through in it either way.',
    change: 'live',
    default: 'chat',
  }),
  package: optional(plainText, {
    description: 'The package of the Vercel AI SDK that is installed beside this file (ai-sdk).',
    change: 'deploy',
  }),
  factory: optional(plainText, {
    description: 'The package’s export that makes a provider (ai-sdk). Unset: the one it has.',
    change: 'deploy',
  }),
  settings: optional(z.record(z.string(), z.unknown()), {
    description:
      'What the package’s provider is made with, by its own names (ai-sdk). Texts may be references: `env:NAME` or `file:PATH`.',
    change: 'deploy',
  }),
  providerOptions: optional(z.record(z.string(), z.record(z.string(), z.json())), {
    description: 'Passed with every call, by the package’s own names (ai-sdk).',
    change: 'live',
  }),
  model: optional(plainText, {
    description:
      'The one model of `auto`, `smart`, `fast` and `code` when `routes` is left out. Unset: OPENAI_MODEL, ANTHROPIC_MODEL, BEDROCK_MODEL_ID, VERTEXAI_MODEL, GEMINI_MODEL or OLLAMA_MODEL, by kind.',
    change: 'deploy',
  }),
  streamUsage: optional(z.boolean(), {
    description: 'Ask for the usage at the end of each stream (openai, openai-compatible, presets, ollama).',
    change: 'live',
    default: true,
  }),
  resilience: resilienceField,
});

/** A provider as written in the file: its secret is still a reference. */
export type ProviderInFile = z.infer<typeof providerSchema>;
