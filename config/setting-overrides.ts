import { parse } from 'yaml';
import { z } from 'zod';
import { nearestName } from './nearest-name.ts';
import { catoConfigSchema } from './schema/cato-config.ts';
import { schemaAt } from './schema/schema-at.ts';

/** A setting of the command line. */
export interface Override {
  /** As it was written: `deploy.gateway.memoryMb`. */
  readonly name: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The contexts that are read, besides `deploy.<path>`. */
const names = ['profile', 'config', 'deploy'];

/**
 * What a context says of the deployment: `profile=scale`, `deploy.gateway.memoryMb=1024`. Other names are somebody
 * else's, unless they look like one of these.
 * @throws Error naming one that nobody would read, and what it may have meant.
 */
export function overridesOf(context: Readonly<Record<string, unknown>>): readonly Override[] {
  return Object.entries(context).flatMap(([name, value]) => {
    const [first = '', ...rest] = name.split('.');
    if (name === 'config') return [];
    if (name !== 'profile' && !(first === 'deploy' && rest.length > 0 && rest.every((step) => step !== ''))) {
      refuseNearly(name, first);
      return [];
    }
    const path = name === 'profile' ? ['deploy', 'profile'] : [first, ...rest];
    return [{ name, path, value: typeof value === 'string' ? valueAsWritten(value, path) : value }];
  });
}

/** @throws Error where a setting lies below one that is no group. */
export function withOverrides(document: unknown, overrides: readonly Override[]): unknown {
  const whole: unknown = structuredClone(document);
  for (const { name, path, value } of overrides) {
    let place: unknown = whole;
    for (const step of path.slice(0, -1)) {
      const inner: unknown = isMapping(place) && Object.hasOwn(place, step) ? place[step] : null;
      if (inner === null && isMapping(place)) write(place, step, {});
      place = isMapping(place) ? place[step] : null;
    }
    if (!isMapping(place)) throw new Error(`-c ${name}: ${path.slice(0, -1).join('.')} is no group of settings.`);
    write(place, path.at(-1) ?? '', value);
  }
  return whole;
}

function refuseNearly(name: string, first: string): void {
  const near = nearestName(first.toLowerCase(), names);
  if (!near || name.includes(':') || name.startsWith('@')) return;
  const meant = near === 'deploy' ? 'deploy.PATH=VALUE' : `${near}=VALUE`;
  throw new Error(`There is no context ${name}: did you mean -c ${meant}?`);
}

/** Text where the field takes it as text only: an account's digits are no number. */
function valueAsWritten(text: string, path: readonly string[]): unknown {
  const value: unknown = parse(text);
  const schema = schemaAt(catoConfigSchema, path);
  if (schema === null || z.safeParse(schema, value).success) return value;
  const asText = z.safeParse(schema, text);
  return asText.success || asText.error.issues.every(({ code }) => code !== 'invalid_type') ? text : value;
}

function write(mapping: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(mapping, key, { value, enumerable: true, configurable: true, writable: true });
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
