import { valueAt } from '../config-path.ts';
import { cacheTimePattern, providerNamePattern, routeNamePattern, targetNamePattern } from '../name-patterns.ts';
import { isProviderKind } from '../provider-kinds.ts';
import { entriesOf, isMapping, namesOf } from './draft.ts';
import { type Finding, warningAtKey } from './finding.ts';

/** Names that cannot be used, and names that hide others. */
export function checkNames(document: unknown): Finding[] {
  return [
    ...checkSpelling(document),
    ...checkCacheTimes(document),
    ...checkProviderNames(document),
    ...checkModelNames(document),
    ...checkWildcards(document),
  ];
}

function checkSpelling(document: unknown): Finding[] {
  const allowed: readonly (readonly [string, RegExp, string])[] = [
    ['providers', providerNamePattern, 'up to 64 letters, digits and `.`, `_`, `-`'],
    ['targets', targetNamePattern, 'up to 128 letters, digits and `.`, `_`, `-`, `:`, `@`, `/`, `+`'],
    ['routes', routeNamePattern, 'up to 128 letters, digits and `.`, `_`, `-`, `:`, `@`, `/`, `+`, `*`'],
  ];
  return allowed.flatMap(([section, pattern, words]) =>
    (namesOf(document, section) ?? [])
      .filter((name) => !pattern.test(name))
      .map((name): Finding => {
        const message = `this name cannot be used; expected ${words}`;
        return { level: 'error', path: [section, name], at: 'key', message };
      }),
  );
}

function checkCacheTimes(document: unknown): Finding[] {
  return entriesOf(document, 'targets').flatMap(([name, target]) => {
    const prices = valueAt(target, ['price', 'cacheWrite']);
    const times = isMapping(prices) ? Object.keys(prices) : [];
    return times
      .filter((time) => !cacheTimePattern.test(time))
      .map((time): Finding => {
        const path = ['targets', name, 'price', 'cacheWrite', time];
        return { level: 'error', path, at: 'key', message: 'expected a time to live such as `5m` or `1h`' };
      });
  });
}

function checkProviderNames(document: unknown): Finding[] {
  const findings: Finding[] = [];
  for (const [name, provider] of entriesOf(document, 'providers')) {
    const kind = valueAt(provider, ['kind']);
    if (typeof kind !== 'string' || kind === name || !isProviderKind(name)) continue;
    findings.push(
      warningAtKey(['providers', name], `this provider has the name of another kind than its own, ${kind}`),
    );
  }
  return findings;
}

/** Clients say route, target or `provider/model` in the same field; the first of these that fits wins. */
function checkModelNames(document: unknown): Finding[] {
  const providers = new Set(namesOf(document, 'providers') ?? []);
  const targets = new Set(namesOf(document, 'targets') ?? []);
  const findings: Finding[] = [];
  for (const name of namesOf(document, 'routes') ?? []) {
    if (name.includes('*')) continue;
    if (targets.has(name)) {
      findings.push(
        warningAtKey(['routes', name], 'hides the target of the same name', 'give one of them another name'),
      );
    }
    if (looksQualified(name, providers)) findings.push(hidesQualified(['routes', name]));
  }
  for (const [name, target] of entriesOf(document, 'targets')) {
    const itself = `${String(valueAt(target, ['provider']))}/${String(valueAt(target, ['model']))}`;
    if (name !== itself && looksQualified(name, providers)) findings.push(hidesQualified(['targets', name]));
  }
  return findings;
}

function looksQualified(name: string, providers: ReadonlySet<string>): boolean {
  return providers.has(name.slice(0, name.indexOf('/'))) && name.includes('/');
}

function hidesQualified(path: readonly string[]): Finding {
  return warningAtKey(path, 'hides a model of that provider, which has the same name');
}

function checkWildcards(document: unknown): Finding[] {
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const name of namesOf(document, 'routes') ?? []) {
    if (!name.includes('*')) continue;
    const meaning = name.replace(/\*+/g, '*');
    if (seen.has(meaning))
      findings.push(warningAtKey(['routes', name], 'an earlier wildcard says the same, so this one is never used'));
    seen.add(meaning);
  }
  return findings;
}
