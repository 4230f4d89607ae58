import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** A body's tools: those of `tools`, and those that items of its input added on the way. */
export function offeredTools({ tools, input }: JsonObject): readonly unknown[] {
  const offered = Array.isArray(tools) ? tools : [];
  if (!Array.isArray(input)) return offered;
  const added = input.filter((item) => isJsonObject(item) && item.type === 'additional_tools');
  return added.length === 0
    ? offered
    : [...offered, ...added.flatMap(({ tools: more }) => (Array.isArray(more) ? more : []))];
}
