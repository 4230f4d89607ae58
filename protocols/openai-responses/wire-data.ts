import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { OpaqueData } from '../../core/conversation/part.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { protocol } from './protocol.ts';

/** What a part keeps of this format beside its neutral form. */
export interface WireData {
  /** The item the part is of, whole (reasoning, opaque parts) or what is not said elsewhere (tool calls and their results). */
  readonly item?: JsonObject;
  /** Of a text or a file: what its message says besides role and content (`id`, `status`, `phase`). */
  readonly message?: JsonObject;
  /** Of a text or a file: what its content part says besides. */
  readonly part?: JsonObject;
  /** The text stood in `instructions`. */
  readonly instructions?: boolean;
}

export function keepWireData(data: WireData): OpaqueData {
  return { protocol, data };
}

/** What `keepWireData` kept; empty for data of any other format. */
export function readWireData(opaque: OpaqueData | undefined): WireData {
  if (opaque?.protocol !== protocol || !isJsonObject(opaque.data)) return {};
  const { item, message, part, instructions } = opaque.data;
  return {
    ...(isJsonObject(item) ? { item } : {}),
    ...(isJsonObject(message) ? { message } : {}),
    ...(isJsonObject(part) ? { part } : {}),
    ...(instructions === true ? { instructions } : {}),
  };
}

/** The object's other fields, those that say nothing (`null`) left out; `undefined` when none is left. */
export function otherFields(object: JsonObject, read: ReadonlySet<string>): JsonObject | undefined {
  const others = Object.entries(object).filter(
    ([name, value]) => value !== null && value !== undefined && !read.has(name),
  );
  return others.length === 0 ? undefined : Object.fromEntries(others);
}
