import { valueAt } from '../config-path.ts';
import { isProviderKind, type KindSetting, providerKindFacts } from '../provider-kinds.ts';
import { entriesOf } from './draft.ts';
import { errorAt, type Finding } from './finding.ts';

const kindSettings: ReadonlySet<string> = new Set(Object.values(providerKindFacts).flatMap((facts) => facts.settings));

/** Settings that a provider's kind does not have, or cannot do without. */
export function checkProviders(document: unknown): Finding[] {
  const findings: Finding[] = [];
  for (const [name, provider] of entriesOf(document, 'providers')) {
    const kind = valueAt(provider, ['kind']);
    if (!isProviderKind(kind)) continue;
    const facts = providerKindFacts[kind];
    const allowed: ReadonlySet<string> = new Set<KindSetting>(facts.settings);
    for (const key of Object.keys(provider)) {
      if (!kindSettings.has(key) || allowed.has(key)) continue;
      const message = `a provider of kind ${kind} has no \`${key}\``;
      const hint = `it has: ${[...facts.settings, 'model', 'resilience'].join(', ')}`;
      findings.push({ level: 'error', path: ['providers', name, key], at: 'key', message, hint });
    }
    for (const key of facts.required) {
      if (Object.hasOwn(provider, key)) continue;
      findings.push(errorAt(['providers', name, key], `\`${key}\` is missing; a provider of kind ${kind} needs it`));
    }
  }
  return findings;
}
