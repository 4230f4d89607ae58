import { tiers as tierNames } from '../../core/routing/tier/tier.ts';
import { type ConfigPath, valueAt } from '../config-path.ts';
import { nearestName } from '../nearest-name.ts';
import { entriesOf, isMapping } from './draft.ts';
import { didYouMean, errorAt, type Finding, isShowable } from './finding.ts';

const fieldKinds = ['metadata', 'header', 'principal'] as const;
const validFields = '`metadata.NAME`, `header.NAME`, `principal.NAME`, `tier`';

/** Routes that lead nowhere, and rules that ask for what no request has. */
export function checkRoutes(document: unknown): Finding[] {
  return entriesOf(document, 'routes').flatMap(([name, route]) => [
    ...checkTargets(route, ['routes', name]),
    ...checkRules(route, ['routes', name]),
  ]);
}

function checkTargets(route: object, path: ConfigPath): Finding[] {
  const tiers = valueAt(route, ['tiers']);
  if (isMapping(tiers) && Object.keys(tiers).length === 0 && !Object.hasOwn(route, 'targets')) {
    return [errorAt([...path, 'tiers'], 'no tier has targets', `there are: ${tierNames.join(', ')}`)];
  }
  if (Object.hasOwn(route, 'targets') || Object.hasOwn(route, 'tiers')) return [];
  // A misspelt key is reported as such.
  if (Object.keys(route).some((key) => nearestName(key, ['targets', 'tiers']) !== null)) return [];
  return [errorAt([...path, 'targets'], '`targets` is missing', 'a route has `targets`, `tiers` or both')];
}

function checkRules(route: object, path: ConfigPath): Finding[] {
  const rules: unknown = valueAt(route, ['rules']);
  if (!Array.isArray(rules)) return [];
  return rules.flatMap((rule, index) => {
    const when = valueAt(rule, ['when']);
    if (!isMapping(when)) return [];
    const at = [...path, 'rules', index, 'when'];
    const fields = Object.keys(when);
    if (fields.length === 0)
      return [errorAt(at, 'nothing is asked for, so every request matches', `fields: ${validFields}`)];
    return fields.flatMap((field) => [...checkField(field, [...at, field]), ...checkTier(field, when, [...at, field])]);
  });
}

function checkField(field: string, path: ConfigPath): Finding[] {
  if (field === 'tier') return [];
  const dot = field.indexOf('.');
  const kind = dot === -1 ? field : field.slice(0, dot);
  if (fieldKinds.some((known) => known === kind)) {
    if (dot !== -1 && dot < field.length - 1) return [];
    return [{ level: 'error', path, at: 'key', message: `\`${kind}\` needs a name`, hint: `write \`${kind}.NAME\`` }];
  }
  const nearest = nearestName(kind, [...fieldKinds, 'tier']);
  const message = isShowable(field, nearest) ? `no request has a \`${field}\`` : 'no request has this field';
  return [{ level: 'error', path, at: 'key', message, hint: didYouMean(nearest) ?? `fields: ${validFields}` }];
}

/** A tier that does not exist never matches. */
function checkTier(field: string, when: object, path: ConfigPath): Finding[] {
  if (field !== 'tier') return [];
  const value: unknown = valueAt(when, [field]);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((given, index) => {
    if (typeof given !== 'string' || given === '') return [];
    const isKnown = tierNames.some((tier) =>
      given.endsWith('*') ? tier.startsWith(given.slice(0, -1)) : tier === given,
    );
    if (isKnown) return [];
    const nearest = nearestName(given, tierNames);
    const message = isShowable(given, nearest) ? `no tier has the name \`${given}\`` : 'no tier has this name';
    const at = Array.isArray(value) ? [...path, index] : path;
    return [errorAt(at, message, didYouMean(nearest) ?? `there are: ${tierNames.join(', ')}`)];
  });
}
