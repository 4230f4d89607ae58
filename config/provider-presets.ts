import type { BridgedProvider } from './bridged-provider.ts';
import type { ProviderPreset } from './provider-preset.ts';

/** How a preset is spoken of wherever it is listed. */
export const presetLabel = 'preset, not verified here';

/** The presets that come with Cato, sorted by name. Read when asked for, not when this file is imported. */
export async function loadProviderPresets(): Promise<readonly ProviderPreset[]> {
  const { default: rows } = await import('./provider-presets.json', { with: { type: 'json' } });
  return rows as readonly ProviderPreset[];
}

/** The packages that `kind: ai-sdk` is known to fit, sorted. */
export async function loadBridgedProviders(): Promise<readonly BridgedProvider[]> {
  const { default: rows } = await import('./bridged-providers.json', { with: { type: 'json' } });
  return rows as readonly BridgedProvider[];
}

/** The preset that a `kind` names, by its name or an alias, with `-` or `_`; `null` when there is none. */
export function findPreset(presets: readonly ProviderPreset[], kind: string): ProviderPreset | null {
  const wanted = kind.toLowerCase().replaceAll('_', '-');
  return presets.find(({ name }) => name === wanted) ?? presets.find(({ aliases }) => aliases.includes(wanted)) ?? null;
}

/**
 * The environment variable a preset's key is taken from: the first that is set, else the one to name to people.
 * `null` for local servers, which ask for no key.
 */
export function presetKeyVariable(
  { keyVariable, otherKeyVariables }: ProviderPreset,
  isSet: (variable: string) => boolean,
): string | null {
  if (keyVariable === null) return null;
  return [keyVariable, ...otherKeyVariables].find(isSet) ?? keyVariable;
}
