/** Every kind of provider, in the order in which a default provider is looked for. */
export const providerKinds = ['openai', 'anthropic', 'bedrock', 'ollama', 'openai-compatible'] as const;

export type ProviderKind = (typeof providerKinds)[number];

/** Kinds that need nothing but the environment, so that naming the kind is enough to have such a provider. */
export const selfContainedKinds = [
  'openai',
  'anthropic',
  'bedrock',
  'ollama',
] as const satisfies readonly ProviderKind[];

export type SelfContainedKind = (typeof selfContainedKinds)[number];

/** Settings of a provider that only some kinds have. */
export type KindSetting = 'baseUrl' | 'apiKey' | 'region' | 'endpoint' | 'organization' | 'project' | 'streamUsage';

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
    settings: ['baseUrl', 'apiKey', 'organization', 'project', 'streamUsage'],
    required: [],
    defaultBaseUrl: 'https://api.openai.com/v1',
  },
  anthropic: { settings: ['baseUrl', 'apiKey'], required: [], defaultBaseUrl: 'https://api.anthropic.com' },
  bedrock: { settings: ['region', 'endpoint'], required: [], defaultBaseUrl: null },
  ollama: {
    settings: ['baseUrl', 'apiKey', 'streamUsage'],
    required: [],
    defaultBaseUrl: 'http://127.0.0.1:11434',
  },
  'openai-compatible': {
    settings: ['baseUrl', 'apiKey', 'streamUsage'],
    required: ['baseUrl'],
    defaultBaseUrl: null,
  },
};

export function isProviderKind(name: unknown): name is ProviderKind {
  return providerKinds.some((kind) => kind === name);
}

export function isSelfContainedKind(name: unknown): name is SelfContainedKind {
  return selfContainedKinds.some((kind) => kind === name);
}
