import type { BridgedProvider } from './bridged-provider.ts';
import { fixtureTestedKinds } from './own-kinds.ts';
import type { ProviderPreset } from './provider-preset.ts';
import { presetLabel } from './provider-presets.ts';

/** One provider that can be configured, as `cato check --providers` and the documentation list it. */
export interface ListedProvider {
  /** What is written: a `kind`, or the `package` of `kind: ai-sdk`. */
  readonly name: string;
  /** `own`: an adapter of its own, tested with fixtures; `preset`: data over `openai-compatible`; `bridged`: a package. */
  readonly origin: 'own' | 'preset' | 'bridged';
  readonly displayName: string;
  /** `tested with fixtures`, `preset, not verified here` or `bridged, not verified here`. */
  readonly status: string;
  /** Where it is called; `null` where the adapter or the package knows. */
  readonly baseUrl: string | null;
  readonly keyVariable: string | null;
  /** The packages its facts come from; empty for own adapters. */
  readonly sources: readonly string[];
}

export interface ProviderCounts {
  readonly own: number;
  readonly presets: number;
  readonly bridged: number;
}

/** Every provider that can be configured: own adapters, then presets, then packages. */
export function listProviders(
  presets: readonly ProviderPreset[],
  bridged: readonly BridgedProvider[],
): readonly ListedProvider[] {
  return [
    ...fixtureTestedKinds.map((name) => ({
      name,
      origin: 'own' as const,
      displayName: name,
      status: 'tested with fixtures',
      baseUrl: null,
      keyVariable: null,
      sources: [],
    })),
    ...presets.map(({ name, displayName, baseUrl, keyVariable, sources }) => ({
      name,
      origin: 'preset' as const,
      displayName,
      status: presetLabel,
      baseUrl,
      keyVariable,
      sources: sources.map((source) => source.package),
    })),
    ...bridged.map((one) => ({
      name: one.package,
      origin: 'bridged' as const,
      displayName: one.package,
      status: 'bridged, not verified here',
      baseUrl: null,
      keyVariable: null,
      sources: [`${one.package}@${one.version}`],
    })),
  ];
}

/** How many there are of each origin; never added up. */
export function countProviders(providers: readonly ListedProvider[]): ProviderCounts {
  const count = (origin: ListedProvider['origin']) => providers.filter((one) => one.origin === origin).length;
  return { own: count('own'), presets: count('preset'), bridged: count('bridged') };
}
