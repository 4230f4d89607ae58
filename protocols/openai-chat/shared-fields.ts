import { isJsonObject } from '../../core/conversation/is-json-object.ts';

/** Members of `prompt_cache_options` that Chat Completions has, too; Responses has more. */
const cacheOptions: ReadonlySet<string> = new Set(['mode', 'ttl']);

/**
 * Whether both of OpenAI's formats have this field under the same name and with this value: hints on what the
 * provider's cache shall keep, which every other format leaves out.
 */
export function isSharedField(name: string, value: unknown): boolean {
  if (name === 'prompt_cache_retention') return true;
  if (name !== 'prompt_cache_options' || !isJsonObject(value)) return false;
  return Object.keys(value).every((key) => cacheOptions.has(key)) && (value.ttl ?? '30m') === '30m';
}

/** The fields that are shared, and the others. */
export function splitShared(fields: Readonly<Record<string, unknown>>): {
  readonly shared: Readonly<Record<string, unknown>>;
  readonly others: Readonly<Record<string, unknown>>;
} {
  const entries = Object.entries(fields);
  return {
    shared: Object.fromEntries(entries.filter(([name, value]) => isSharedField(name, value))),
    others: Object.fromEntries(entries.filter(([name, value]) => !isSharedField(name, value))),
  };
}
