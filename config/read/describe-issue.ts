import type { z } from 'zod';
import { valueAt } from '../config-path.ts';
import { nearestName } from '../nearest-name.ts';
import { descriptionAt, keysAt } from '../schema/schema-at.ts';
import { describeValue } from './describe-value.ts';
import { didYouMean, errorAt, type Finding, isShowable } from './finding.ts';
import { reservedKeys } from './reserved-keys.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/** What the schema objects to, in words for people: what was expected, what was got, what to do. */
export function describeIssue(issue: Issue, root: z.core.$ZodType, value: unknown): Finding[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, root));
  const input = valueAt(value, path);
  if (issue.code === 'invalid_union') {
    const inner = nearestWay(issue.errors);
    if (inner !== null) {
      return inner.flatMap((one) => describeIssue({ ...one, path: [...issue.path, ...one.path] }, root, value));
    }
  }
  const key = path.at(-1);
  if (input === undefined && typeof key === 'string') {
    return [errorAt(path, `\`${key}\` is missing`, descriptionAt(root, path))];
  }
  const hint =
    issue.code === 'invalid_value' && typeof input === 'string'
      ? didYouMean(
          nearestName(
            input,
            issue.values.filter((allowed) => typeof allowed === 'string'),
          ),
        )
      : undefined;
  // Our own messages say what is wrong; they are about addresses, which may hold credentials.
  const got = issue.code === 'custom' ? '' : `, got ${describeValue(input, key)}`;
  return [errorAt(path, `${expectation(issue)}${got}`, hint ?? descriptionAt(root, path))];
}

/** Of the ways a value may be written, the faults of the one that was meant; `null` when it is of none of their types. */
function nearestWay(ways: readonly (readonly Issue[])[]): readonly Issue[] | null {
  return ways.find((issues) => !issues.some(isOfOtherType)) ?? null;
}

function isOfOtherType(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.path.length === 0;
}

function unknownKey(parent: Path, key: string, root: z.core.$ZodType): Finding {
  const path = [...parent, key];
  if (reservedKeys.has(key)) {
    const message = `\`${key}\` is not available in this version of Cato; remove it`;
    return { level: 'error', path, at: 'key', message };
  }
  const valid = keysAt(root, parent);
  const nearest = nearestName(key, valid);
  const hint = didYouMean(nearest) ?? `valid here: ${valid.join(', ')}`;
  return isShowable(key, nearest)
    ? { level: 'error', path, at: 'key', message: `\`${key}\` is not a known key`, hint }
    : { level: 'error', path: parent, hiddenKey: key, at: 'key', message: 'this is not a known key', hint };
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${typeNames[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values.map((allowed) => `\`${String(allowed)}\``).join(' or ')}`;
    case 'invalid_union':
      return issue.errors
        .flatMap((way) => way.filter(isOfOtherType).map(expectation))
        .map((expected, index) => (index === 0 ? expected : expected.replace('expected ', '')))
        .join(' or ');
    case 'too_small':
      return `expected ${counted(issue.origin, 'at least', issue.minimum)}`;
    case 'too_big':
      return `expected ${counted(issue.origin, 'at most', issue.maximum)}`;
    default:
      return issue.message;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
};

function counted(origin: string, bound: string, count: number | bigint): string {
  if (origin === 'array') return `a list of ${bound} ${count} ${count === 1 ? 'item' : 'items'}`;
  if (origin === 'string') return `text of ${bound} ${count} ${count === 1 ? 'character' : 'characters'}`;
  return `${bound} ${count}`;
}
