import type { BridgedProvider } from './bridged-provider.ts';
import { readDataFile } from './data-file.ts';
import type { ProviderPreset } from './provider-preset.ts';

/** How a preset is spoken of wherever it is listed. */
export const presetLabel = 'preset, not verified here';

let presets: readonly ProviderPreset[] | null = null;
let bridged: readonly BridgedProvider[] | null = null;

/** The presets that come with Cato, sorted by name. Read when first asked for: most starts need none. */
export function loadProviderPresets(): readonly ProviderPreset[] {
  presets ??= readDataFile('provider-presets.json') as readonly ProviderPreset[];
  return presets;
}

/** The packages that `kind: ai-sdk` is known to fit, sorted. */
export function loadBridgedProviders(): readonly BridgedProvider[] {
  bridged ??= readDataFile('bridged-providers.json') as readonly BridgedProvider[];
  return bridged;
}

/** The preset that a `kind` names, by its name or an alias, with `-` or `_`; `null` when there is none. */
export function findPreset(presets: readonly ProviderPreset[], kind: string): ProviderPreset | null {
  const wanted = kind.toLowerCase().replaceAll('_', '-');
  return presets.find(({ name }) => name === wanted) ?? presets.find(({ aliases }) => aliases.includes(wanted)) ?? null;
}

/** Every name and alias, to find the one that a misspelt `kind` means. */
export function presetNames(presets: readonly ProviderPreset[]): readonly string[] {
  return presets.flatMap(({ name, aliases }) => [name, ...aliases]);
}

/** The environment variable of a preset's model: `GROQ_MODEL` beside `GROQ_API_KEY`. */
export function presetModelVariable({ name, keyVariable }: ProviderPreset): string {
  const prefix = keyVariable?.replace(/(_API)?_(KEY|TOKEN|PAT)$/, '') ?? name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
  return `${prefix}_MODEL`;
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
