import { type ConfigPath, valueAt } from '../config-path.ts';
import { isNameableKind } from '../nameable-kind.ts';
import { nearestName } from '../nearest-name.ts';
import { selfContainedKinds } from '../provider-kinds.ts';
import { loadProviderPresets, presetNames } from '../provider-presets.ts';
import { entriesOf, namesOf } from './draft.ts';
import { didYouMean, errorAt, type Finding, isShowable } from './finding.ts';
import { targetMentions } from './target-mentions.ts';

/** Names of providers and targets that lead nowhere. */
export function checkReferences(document: unknown): Finding[] {
  return [...checkProviderReferences(document), ...checkTargetReferences(document)];
}

function checkProviderReferences(document: unknown): Finding[] {
  const defined = namesOf(document, 'providers');
  if (defined === null && isMisspelt(document, 'providers')) return [];
  const names = [...(defined ?? []), ...selfContainedKinds];
  const paths: ConfigPath[] = [
    ['provider'],
    ...entriesOf(document, 'targets').map(([name]) => ['targets', name, 'provider']),
  ];
  const findings: Finding[] = [];
  for (const path of paths) {
    const name = valueAt(document, path);
    if (typeof name !== 'string' || name === '' || defined?.includes(name) || isNameableKind(name)) continue;
    findings.push(unknownName('provider', name, path, names, presetNames(loadProviderPresets())));
  }
  return findings;
}

function checkTargetReferences(document: unknown): Finding[] {
  const defined = new Set(namesOf(document, 'targets') ?? []);
  if (defined.size === 0 && isMisspelt(document, 'targets')) return [];
  const findings: Finding[] = [];
  const seen = new Map<string, Set<string>>();
  for (const { name, path, list } of targetMentions(document)) {
    const listed = JSON.stringify(list);
    const before = seen.get(listed) ?? new Set();
    if (!defined.has(name)) findings.push(unknownName('target', name, path, [...defined]));
    else if (before.has(name)) {
      findings.push({ level: 'warning', path, at: 'value', message: `\`${name}\` stands in this list already` });
    }
    seen.set(listed, before.add(name));
  }
  return findings;
}

/** A misspelt section is reported as such; what refers into it is not wrong as well. */
function isMisspelt(document: unknown, section: string): boolean {
  const keys = typeof document === 'object' && document !== null ? Object.keys(document) : [];
  return !keys.includes(section) && keys.some((key) => nearestName(key, [section]) !== null && key !== 'provider');
}

/** @param further names that are right too, but too many to list. */
function unknownName(
  what: string,
  name: string,
  path: ConfigPath,
  candidates: readonly string[],
  further: readonly string[] = [],
): Finding {
  const nearest = nearestName(name, [...candidates, ...further]);
  const message = isShowable(name, nearest) ? `no ${what} has the name \`${name}\`` : `no ${what} has this name`;
  return errorAt(path, message, didYouMean(nearest) ?? listed(what, candidates));
}

function listed(what: string, candidates: readonly string[]): string {
  return candidates.length === 0 ? `define it under \`${what}s\`` : `there is: ${candidates.slice(0, 20).join(', ')}`;
}
