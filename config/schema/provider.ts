import { z } from 'zod';
import { providerKinds } from '../provider-kinds.ts';
import { optional, required } from './field.ts';
import { resilienceField } from './resilience.ts';
import { awsRegion, baseUrl, betaFlags, googleLocation, plainText, plainTextOrVariable, proxyText } from './text.ts';

export const providerSchema = z.strictObject({
  // Presets are no part of the schema: there are hundreds, and `check-providers.ts` knows them.
  kind: required(z.union([z.enum(providerKinds), z.string().min(1)]), {
    description:
      'How the provider is spoken to: a kind, or the name of a preset (`cato check --providers` lists them).',
    change: 'deploy',
  }),
  baseUrl: optional(baseUrl, {
    description:
      'Where the provider is called. Required for openai-compatible; known of presets; not for bedrock and sagemaker, which have `endpoint`. Unset: OPENAI_BASE_URL, ANTHROPIC_BASE_URL, GEMINI_BASE_URL, AZURE_OPENAI_ENDPOINT or OLLAMA_BASE_URL, by kind.',
    change: 'deploy',
  }),
  apiKey: optional(z.string().min(1), {
    description:
      'The key, as a reference: `env:NAME` or `file:PATH`. Unset: OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY, AZURE_OPENAI_API_KEY or the variable of the preset, by kind.',
    change: 'deploy',
  }),
  apiKeys: optional(z.array(z.string().min(1)).min(1).max(100), {
    description:
      'Several keys, as references, taken in turn; one that is refused or used up is left out for a while. `apiKey`, where it is written too, is one of them.',
    change: 'deploy',
  }),
  proxy: optional(proxyText, {
    description:
      'The HTTP proxy on the way to the provider: `http://host:port`, `env:NAME` where it has a password, or `none`. Unset: HTTPS_PROXY or HTTP_PROXY, except for hosts in NO_PROXY.',
    change: 'deploy',
  }),
  apiVersion: optional(plainText, {
    description:
      'Version of the interface (azure): a dated one such as 2024-10-21 is asked below the deployment’s own path; unset, `v1` and `preview` mean the undated interface. Unset: OPENAI_API_VERSION.',
    change: 'deploy',
  }),
  identity: optional(z.enum(['client-secret', 'workload', 'managed']), {
    description:
      'Entra ID in the place of a key (azure): an application’s secret (AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET), a workload’s federated token (AZURE_FEDERATED_TOKEN_FILE) or a managed identity. Unset, and without a key: the first of them whose variables are set, but never `managed`.',
    change: 'deploy',
  }),
  region: optional(awsRegion, {
    description: 'AWS region (bedrock, sagemaker). Unset: AWS_REGION, then AWS_DEFAULT_REGION.',
    change: 'deploy',
  }),
  endpoint: optional(baseUrl, {
    description: 'Another address of the runtime, for VPC endpoints and tests (bedrock, sagemaker).',
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
  targetVariant: optional(plainText, {
    description: 'The endpoint’s production variant to ask (sagemaker). Unset: as its weights say.',
    change: 'deploy',
  }),
  targetModel: optional(plainText, {
    description: 'The model of a multi-model endpoint, which cannot stream (sagemaker).',
    change: 'deploy',
  }),
  servedModel: optional(plainText, {
    description: 'What the body says as `model`, for containers that want it (sagemaker). Unset: nothing.',
    change: 'deploy',
  }),
  api: optional(z.enum(['chat', 'responses', 'converse', 'openai', 'anthropic']), {
    description:
      'The usual way to ask. openai: `chat` or `responses`; clients that speak one of them are passed through in it either way. bedrock: `converse`, or the hosts that speak like `openai` (Chat Completions) and `anthropic` (Messages), with a Bedrock API key. Unset: chat; converse.',
    change: 'live',
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
  threads: optional(z.int().min(1).max(1024), {
    description: 'Threads that compute (llama-cpp, onnx-encoder). Unset: the library’s own choice; 1 of an encoder.',
    change: 'deploy',
  }),
  parallel: optional(z.int().min(1).max(64), {
    description: 'Answers written at the same time, each with its own context in memory (llama-cpp).',
    change: 'deploy',
    default: 1,
  }),
  model: optional(plainText, {
    description:
      'The one model of `auto`, `smart`, `fast` and `code` when `routes` is left out. Unset: OPENAI_MODEL, ANTHROPIC_MODEL, BEDROCK_MODEL_ID, VERTEXAI_MODEL, GEMINI_MODEL, AZURE_OPENAI_DEPLOYMENT or OLLAMA_MODEL, by kind.',
    change: 'deploy',
  }),
  allowedBetas: optional(betaFlags, {
    description:
      'The flags of `anthropic-beta` that this deployment takes, a `*` at the end for a family; others are left out, with the fields they bring, and said (anthropic, vertexai’s Claude, bedrock’s `anthropic`). Unset: the provider judges.',
    change: 'live',
  }),
  streamUsage: optional(z.boolean(), {
    description:
      'Ask for the usage at the end of each stream (openai, openai-compatible, presets, ollama, azure, sagemaker, bedrock’s `openai`).',
    change: 'live',
    default: true,
  }),
  resilience: resilienceField,
});

/** A provider as written in the file: its secret is still a reference. */
export type ProviderInFile = z.infer<typeof providerSchema>;
