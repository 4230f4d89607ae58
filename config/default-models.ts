import type { SelfContainedKind } from './provider-kinds.ts';

/** The routes that exist when none are configured. */
export const defaultRouteNames = ['auto', 'smart', 'fast', 'code'] as const;

export type DefaultRouteName = (typeof defaultRouteNames)[number];

type Models = Readonly<Record<DefaultRouteName, string>>;

const openaiModels: Models = {
  auto: 'gpt-6.1-terra',
  smart: 'gpt-6.1-sol',
  fast: 'gpt-6-luna',
  code: 'gpt-6.1-sol',
};

const claudeModels: Models = {
  auto: 'claude-sonnet-5-5',
  smart: 'claude-opus-5-5',
  fast: 'claude-haiku-5-5',
  code: 'claude-sonnet-5-5',
};

const geminiModels: Models = {
  auto: 'gemini-3.8-flash',
  smart: 'gemini-4-argon',
  fast: 'gemini-3.5-flash-lite',
  code: 'gemini-4-argon',
};

/** The model a default route leads to at a kind of provider; `null` where that depends on what is installed. */
export function defaultModel(kind: SelfContainedKind, route: DefaultRouteName, region: string | null): string | null {
  switch (kind) {
    case 'openai':
      return openaiModels[route];
    case 'anthropic':
      return claudeModels[route];
    case 'bedrock':
      return `${inferenceProfilePrefix(region)}.anthropic.${claudeModels[route]}`;
    case 'vertexai':
    case 'gemini':
      return geminiModels[route];
    case 'azure':
    case 'sagemaker':
    case 'ollama':
      return null;
  }
}

/**
 * Bedrock serves newer models through inference profiles, whose prefix says where data may travel.
 * The narrowest one that a region can use is taken; only where the region is unknown, the worldwide one.
 */
function inferenceProfilePrefix(region: string | null): string {
  if (region === null) return 'global';
  if (region.startsWith('us-gov-')) return 'us-gov';
  if (region.startsWith('us-') || region.startsWith('ca-')) return 'us';
  if (region.startsWith('eu-')) return 'eu';
  if (region === 'ap-northeast-1' || region === 'ap-northeast-3') return 'jp';
  if (region === 'ap-southeast-2' || region === 'ap-southeast-4') return 'au';
  return region.startsWith('ap-') ? 'apac' : 'global';
}
