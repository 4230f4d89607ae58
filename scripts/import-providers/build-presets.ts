import type { PresetSource, ProviderPreset, ProviderQuirks } from '../../config/provider-preset.ts';
import { factsIn, isLoopback, type ProviderFact } from './provider-fact.ts';
import type { QuirksAt } from './refused-fields.ts';
import { synonyms } from './synonyms.ts';

export interface PresetInput {
  /** Most believed first: the provider's own package, then the catalogues. */
  readonly facts: readonly ProviderFact[];
  readonly quirksAt: QuirksAt;
  readonly quirksSource: PresetSource['package'];
  readonly quirksPath: string;
  /** Names that are kinds of their own. */
  readonly reserved: ReadonlySet<string>;
}

/** One preset for all that is said of one provider: facts belong together by name or by address. Sorted by name. */
export function buildPresets(input: PresetInput): readonly ProviderPreset[] {
  return groupFacts(input.facts.filter(({ name }) => !input.reserved.has(name)))
    .flatMap((group) => toPreset(group, input) ?? [])
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function groupFacts(facts: readonly ProviderFact[]): readonly (readonly ProviderFact[])[] {
  const groups: ProviderFact[][] = [];
  const byKey = new Map<string, ProviderFact[]>();
  for (const fact of facts) {
    const keys = [mainName(fact.name), ...(fact.baseUrl === null ? [] : [fact.baseUrl])];
    const found = [...new Set(keys.flatMap((key) => byKey.get(key) ?? []))].map((one) => byKey.get(mainName(one.name)));
    const group = found[0] ?? [];
    if (found[0] === undefined) groups.push(group);
    group.push(fact);
    for (const key of keys) if (!byKey.has(key)) byKey.set(key, group);
  }
  return groups;
}

function mainName(name: string): string {
  return synonyms.find((names) => names.includes(name))?.[0] ?? name;
}

function toPreset(group: readonly ProviderFact[], input: PresetInput): ProviderPreset | null {
  const believed = group.find(({ baseUrl }) => baseUrl !== null);
  const { baseUrl } = believed ?? { baseUrl: null };
  if (believed === undefined || baseUrl === null) return null;
  const local = isLoopback(baseUrl);
  const usable = group.filter((fact) => fact.baseUrl !== null);
  const keyVariables = [...new Set(usable.flatMap((fact) => fact.keyVariables))];
  const [keyVariable = null, ...otherKeyVariables] = keyVariables;
  const name = mainName(shortestNameOf(believed, usable));
  const refused = input.quirksAt(name, baseUrl);
  const quirks: ProviderQuirks = Object.assign({}, refused, ...usable.map((fact) => fact.quirks));
  const names = new Set(usable.flatMap((fact) => [fact.name, ...synonymsOf(fact.name)]));
  const sources = group.flatMap((fact) => toSource(fact, baseUrl, keyVariable) ?? []);
  if (Object.keys(refused).length > 0) {
    sources.push({ package: input.quirksSource, path: input.quirksPath, facts: ['quirks'] });
  }
  return {
    name,
    displayName: group.find((fact) => fact.displayName !== null)?.displayName ?? name,
    aliases: [...names].filter((alias) => alias !== name).sort(),
    baseUrl,
    keyVariable: local ? null : keyVariable,
    otherKeyVariables: local ? [] : otherKeyVariables.sort(),
    local,
    quirks: sorted(quirks),
    sources,
  };
}

/** Plans that share an address go by the shortest of their names. */
function shortestNameOf({ source }: ProviderFact, facts: readonly ProviderFact[]): string {
  const names = facts.filter((fact) => fact.source.package === source.package).map((fact) => fact.name);
  return names.reduce((shortest, name) => (name.length < shortest.length ? name : shortest));
}

function synonymsOf(name: string): readonly string[] {
  return synonyms.find((names) => names.includes(name)) ?? [];
}

function toSource(fact: ProviderFact, baseUrl: string, keyVariable: string | null): PresetSource | null {
  const facts = factsIn(fact);
  const [ownKey] = fact.keyVariables;
  if (facts.length === 0) return null;
  return {
    ...fact.source,
    facts,
    ...(fact.baseUrl === null || fact.baseUrl === baseUrl ? {} : { baseUrl: fact.baseUrl }),
    ...(ownKey === undefined || ownKey === keyVariable ? {} : { keyVariable: ownKey }),
  };
}

function sorted(quirks: ProviderQuirks): ProviderQuirks {
  return Object.fromEntries(Object.entries(quirks).sort(([a], [b]) => (a < b ? -1 : 1)));
}
