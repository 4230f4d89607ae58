import type { RouteRule, RuleTest } from './route-policy.ts';

/** Reads one field of a request; `null` when it has no such value. */
export type FieldLookup = (field: RuleTest['field'], name: string) => string | null;

/** Whether every test of a rule holds. Tests are asked in order, and none after the first that fails. */
export function matchesRule(rule: RouteRule, lookup: FieldLookup): boolean {
  return rule.when.every(({ field, name, values }) => {
    const found = lookup(field, name);
    return found !== null && values.some((value) => matchesValue(found, value));
  });
}

function matchesValue(found: string, value: string): boolean {
  return value.endsWith('*') ? found.startsWith(value.slice(0, -1)) : found === value;
}
