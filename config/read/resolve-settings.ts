import type { ConfigPath } from '../config-path.ts';
import { isSecretKey } from './describe-value.ts';
import { isMapping } from './draft.ts';

/** Follows what is a reference, or stands where a secret does. @returns what becomes of it. */
export type TakeSecret = (text: string, path: ConfigPath) => unknown;

/**
 * A package's settings with every reference followed, however deep. What stands under a key that sounds like a
 * secret's is taken for one, and so is all below it: a text that is no reference there is written where it may not be.
 */
export function resolveSettings(
  settings: object,
  path: ConfigPath,
  take: TakeSecret,
): Readonly<Record<string, unknown>> {
  /** An anchor may stand within itself. */
  const above = new Set<unknown>();
  const resolve = (value: unknown, at: ConfigPath, isSecret: boolean): unknown => {
    if (typeof value === 'string') return isSecret || isReference(value) ? take(value, at) : value;
    if (above.has(value) || typeof value !== 'object' || value === null) return value;
    above.add(value);
    const resolved = Array.isArray(value)
      ? value.map((one: unknown, index) => resolve(one, [...at, index], isSecret))
      : isMapping(value)
        ? resolveEach(value, at, isSecret)
        : value;
    above.delete(value);
    return resolved;
  };
  const resolveEach = (mapping: object, at: ConfigPath, isSecret: boolean) =>
    Object.fromEntries(
      Object.entries(mapping).map(([key, one]: [string, unknown]) => [
        key,
        resolve(one, [...at, key], isSecret || isSecretKey(key)),
      ]),
    );
  return resolveEach(settings, path, false);
}

function isReference(text: string): boolean {
  return /^(?:env|file|secret|ssm):/.test(text);
}
