import type { PinnedPackage } from './pinned-packages.ts';
import { type ProviderFact, presetName, usableBaseUrl } from './provider-fact.ts';

interface RegistryEntry {
  readonly name: string;
  readonly url?: string;
  readonly apiKeyEnvVar: string | readonly string[];
  readonly apiKeyHeader?: string;
  readonly gateway: string;
  /** The package that speaks to it; left out where that is Chat Completions. */
  readonly npm?: string;
}

/** Packages that speak Chat Completions to the address beside them. */
const chatPackages: ReadonlySet<string> = new Set(['@ai-sdk/openai-compatible', '@openrouter/ai-sdk-provider']);

/** The providers of the registry. Those that speak another protocol, or need more than a key, give their names only. */
export function mastraFacts(text: string, pinned: PinnedPackage): readonly ProviderFact[] {
  const { providers } = JSON.parse(text) as { providers: Readonly<Record<string, RegistryEntry>> };
  return Object.entries(providers).map(([id, entry]) => {
    const speaksChat = entry.gateway === 'models.dev' && (entry.npm === undefined || chatPackages.has(entry.npm));
    const hasOneKey =
      typeof entry.apiKeyEnvVar === 'string' && (entry.apiKeyHeader ?? 'Authorization') === 'Authorization';
    const isUsable = speaksChat && hasOneKey && entry.url !== undefined;
    return {
      name: presetName(id),
      displayName: entry.name,
      baseUrl: isUsable ? usableBaseUrl(entry.url) : null,
      keyVariables: isUsable && typeof entry.apiKeyEnvVar === 'string' ? [entry.apiKeyEnvVar] : [],
      quirks: {},
      source: { package: `${pinned.name}@${pinned.version}`, path: pinned.path },
    };
  });
}
