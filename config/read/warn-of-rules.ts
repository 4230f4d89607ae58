import type { RouteInFile } from '../schema/route.ts';
import type { RouteRuleInFile } from '../schema/route-rule.ts';
import { type Finding, warningAtKey } from './finding.ts';

/** Rules that no request can match. */
export function warnOfRules(name: string, { rules = [] }: RouteInFile): readonly Finding[] {
  return rules.flatMap((rule, index): Finding[] => {
    const path = ['routes', name, 'rules', index];
    const field = principalField(rule);
    if (field !== undefined) {
      const message = 'there are no keys yet that could carry a principal, so this rule matches no request';
      return [warningAtKey([...path, 'when', field], message, 'ask for `metadata.NAME` or `header.NAME` instead')];
    }
    const earlier = rules.findIndex((other, at) => at < index && takesAllOf(other, rule));
    if (earlier === -1) return [];
    const message = `never matches: rule ${earlier + 1} before it takes all its requests`;
    // Put first, a rule that asks for the same would keep the other one from matching.
    const remedy = takesAllOf(rule, rules[earlier] ?? rule) ? 'remove one of them' : 'put it first';
    return [{ level: 'warning', path, at: 'value', message, hint: `this is rule ${index + 1}; ${remedy}` }];
  });
}

function principalField({ when }: RouteRuleInFile): string | undefined {
  return Object.keys(when).find((field) => field.startsWith('principal.'));
}

/** Whether each request that matches the later rule matches the earlier one too. */
function takesAllOf(earlier: RouteRuleInFile, later: RouteRuleInFile): boolean {
  const asked = testsOf(later);
  return [...testsOf(earlier)].every(([field, patterns]) => {
    const values = asked.get(field);
    return values?.every((value) => patterns.some((pattern) => covers(pattern, value))) ?? false;
  });
}

/** Header names in lower case, as they are compared. */
function testsOf({ when }: RouteRuleInFile): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(when).map(([field, value]) => [
      field.startsWith('header.') ? field.toLowerCase() : field,
      typeof value === 'string' ? [value] : value,
    ]),
  );
}

function covers(pattern: string, value: string): boolean {
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : pattern === value;
}
