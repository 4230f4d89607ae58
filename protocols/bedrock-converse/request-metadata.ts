import type { EncodeContext } from './encode-context.ts';

const maxEntries = 16;
const keyShape = /^[a-zA-Z0-9\s:_@$#=/+,.-]{1,256}$/;
const valueShape = /^[a-zA-Z0-9\s:_@$#=/+,.-]{0,256}$/;

/** Metadata for the provider's invocation logs; entries its limits forbid are left out, and said. */
export function requestMetadata(
  metadata: Readonly<Record<string, string>> | undefined,
  { changes }: EncodeContext,
): Record<string, string> | undefined {
  if (metadata === undefined) return undefined;
  const all = Object.entries(metadata);
  const kept = all.filter(([key, value]) => keyShape.test(key) && valueShape.test(value)).slice(0, maxEntries);
  if (kept.length < all.length) changes.say(`metadata: ${all.length - kept.length} of ${all.length} entries dropped`);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
