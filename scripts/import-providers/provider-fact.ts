import type { PresetFact, ProviderQuirks } from '../../config/provider-preset.ts';

/** What one package says of one provider. */
export interface ProviderFact {
  /** The package's own name of it, spelled as presets are. */
  readonly name: string;
  readonly displayName: string | null;
  readonly baseUrl: string | null;
  /** The package's first choice first. */
  readonly keyVariables: readonly string[];
  readonly quirks: ProviderQuirks;
  readonly source: { readonly package: string; readonly path: string };
}

/** The kinds of facts it has. */
export function factsIn(fact: ProviderFact): readonly PresetFact[] {
  const facts: PresetFact[] = [];
  if (fact.baseUrl !== null) facts.push('baseUrl');
  if (fact.keyVariables.length > 0) facts.push('keyVariable');
  if (fact.displayName !== null) facts.push('displayName');
  if (Object.keys(fact.quirks).length > 0) facts.push('quirks');
  return facts;
}

/** A package's name of a provider as presets are named: `Together_AI` → `together-ai`. */
export function presetName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9.]+/g, '-');
}

/** An address below which `/chat/completions` stands; `null` when the text is none that can be used as it is. */
export function usableBaseUrl(text: string): string | null {
  const trimmed = text.replace(/\/+$/, '').replace(/\/chat\/completions$/, '');
  if (trimmed.includes('$') || trimmed.includes('{') || !URL.canParse(trimmed)) return null;
  const { protocol } = new URL(trimmed);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(trimmed)) ? trimmed : null;
}

export function isLoopback(baseUrl: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(baseUrl).hostname);
}
