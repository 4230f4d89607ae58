import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { openReasoning } from './reasoning-envelope.ts';

/**
 * The providers that wrote the reasoning a body sends back, as far as it tells: a follow-up belongs to one of them, for
 * others would have to leave it out.
 */
export function reasoningWriters({ input }: JsonObject): readonly string[] {
  const writers = new Set<string>();
  for (const item of Array.isArray(input) ? input : []) {
    if (!isJsonObject(item) || item.type !== 'reasoning') continue;
    const { writtenBy } = openReasoning(item.encrypted_content) ?? {};
    if (writtenBy !== undefined) writers.add(writtenBy);
  }
  return [...writers];
}
