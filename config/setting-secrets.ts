import { Secret } from '../core/access/secret.ts';

/** A value of a bridged package's settings, each secret in it as what `replace` makes of it. */
export function mapSecrets(value: unknown, replace: (secret: Secret) => unknown): unknown {
  if (value instanceof Secret) return replace(value);
  if (Array.isArray(value)) return value.map((one: unknown) => mapSecrets(one, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapSecrets(one, replace)]));
}

/** Every secret in it, however deep. */
export function secretsInSettings(value: unknown): readonly Secret[] {
  const secrets: Secret[] = [];
  mapSecrets(value, (secret) => secrets.push(secret));
  return secrets;
}
