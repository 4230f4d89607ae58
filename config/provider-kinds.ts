/** Every kind of provider with an adapter of its own, in the order in which a default provider is looked for. */
export const providerKinds = [
  'openai',
  'anthropic',
  'bedrock',
  'vertexai',
  'gemini',
  'azure',
  'sagemaker',
  'ollama',
  'openai-compatible',
  'ai-sdk',
  'llama-cpp',
  'onnx-encoder',
] as const;

export type ProviderKind = (typeof providerKinds)[number];

/** Kinds that need nothing but the environment, so that naming the kind is enough to have such a provider. */
export const selfContainedKinds = [
  'openai',
  'anthropic',
  'bedrock',
  'vertexai',
  'gemini',
  'azure',
  'sagemaker',
  'ollama',
] as const satisfies readonly ProviderKind[];

export type SelfContainedKind = (typeof selfContainedKinds)[number];

/** Settings of a provider that only some kinds have. */
export type KindSetting =
  | 'baseUrl'
  | 'apiKey'
  | 'apiKeys'
  | 'proxy'
  | 'region'
  | 'endpoint'
  | 'organization'
  | 'project'
  | 'location'
  | 'credentialsFile'
  | 'quotaProject'
  | 'api'
  | 'apiVersion'
  | 'identity'
  | 'targetVariant'
  | 'targetModel'
  | 'servedModel'
  | 'threads'
  | 'parallel'
  | 'package'
  | 'factory'
  | 'settings'
  | 'providerOptions'
  | 'allowedBetas'
  | 'streamUsage';

export interface ProviderKindFacts {
  /** The settings this kind has besides `kind`, `model` and `resilience`, which all have. */
  readonly settings: readonly KindSetting[];
  /** Settings it cannot do without. */
  readonly required: readonly KindSetting[];
  /** Where it is called unless told otherwise; `null` when that depends on a setting. */
  readonly defaultBaseUrl: string | null;
}

export const providerKindFacts: Readonly<Record<ProviderKind, ProviderKindFacts>> = {
  openai: {
    settings: ['baseUrl', 'apiKey', 'apiKeys', 'organization', 'project', 'api', 'streamUsage', 'proxy'],
    required: [],
    defaultBaseUrl: 'https://api.openai.com/v1',
  },
  anthropic: {
    settings: ['baseUrl', 'apiKey', 'apiKeys', 'allowedBetas', 'proxy'],
    required: [],
    defaultBaseUrl: 'https://api.anthropic.com',
  },
  bedrock: {
    settings: ['region', 'endpoint', 'api', 'apiKey', 'apiKeys', 'allowedBetas', 'streamUsage', 'proxy'],
    required: [],
    defaultBaseUrl: null,
  },
  vertexai: {
    settings: ['baseUrl', 'project', 'location', 'credentialsFile', 'quotaProject', 'allowedBetas', 'proxy'],
    required: [],
    defaultBaseUrl: null,
  },
  gemini: {
    settings: ['baseUrl', 'apiKey', 'apiKeys', 'proxy'],
    required: [],
    defaultBaseUrl: 'https://generativelanguage.googleapis.com/v1beta',
  },
  azure: {
    settings: ['baseUrl', 'apiVersion', 'apiKey', 'apiKeys', 'identity', 'streamUsage', 'proxy'],
    required: [],
    defaultBaseUrl: null,
  },
  sagemaker: {
    settings: ['region', 'endpoint', 'targetVariant', 'targetModel', 'servedModel', 'streamUsage', 'proxy'],
    required: [],
    defaultBaseUrl: null,
  },
  ollama: {
    settings: ['baseUrl', 'apiKey', 'apiKeys', 'streamUsage', 'proxy'],
    required: [],
    defaultBaseUrl: 'http://127.0.0.1:11434',
  },
  'openai-compatible': {
    settings: ['baseUrl', 'apiKey', 'apiKeys', 'streamUsage', 'proxy'],
    required: ['baseUrl'],
    defaultBaseUrl: null,
  },
  'ai-sdk': {
    settings: ['package', 'factory', 'apiKey', 'apiKeys', 'baseUrl', 'settings', 'providerOptions', 'proxy'],
    required: ['package'],
    defaultBaseUrl: null,
  },
  'llama-cpp': { settings: ['threads', 'parallel'], required: [], defaultBaseUrl: null },
  'onnx-encoder': { settings: ['threads'], required: [], defaultBaseUrl: null },
};

export function isProviderKind(name: unknown): name is ProviderKind {
  return providerKinds.some((kind) => kind === name);
}

export function isSelfContainedKind(name: unknown): name is SelfContainedKind {
  return selfContainedKinds.some((kind) => kind === name);
}
