/** A provider's package of the AI SDK that speaks Chat Completions, by its name among the bridgeable packages. */
export interface OwnPackage {
  readonly package: string;
  /** The preset's name. */
  readonly preset: string;
  /** What the package puts between its address and `/chat/completions`. */
  readonly below: string;
}

export const ownPackages: readonly OwnPackage[] = [
  { package: '@ai-sdk/alibaba', preset: 'alibaba', below: '' },
  { package: '@ai-sdk/baseten', preset: 'baseten', below: '' },
  { package: '@ai-sdk/cerebras', preset: 'cerebras', below: '' },
  { package: '@ai-sdk/deepinfra', preset: 'deepinfra', below: '/openai' },
  { package: '@ai-sdk/deepseek', preset: 'deepseek', below: '' },
  { package: '@ai-sdk/fireworks', preset: 'fireworks', below: '' },
  { package: '@ai-sdk/groq', preset: 'groq', below: '' },
  { package: '@ai-sdk/mistral', preset: 'mistral', below: '' },
  { package: '@ai-sdk/moonshotai', preset: 'moonshotai', below: '' },
  { package: '@ai-sdk/perplexity', preset: 'perplexity', below: '' },
  { package: '@ai-sdk/togetherai', preset: 'together', below: '' },
];
