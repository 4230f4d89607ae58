import { isJsonObject } from './is-json-object.ts';
import type { OpaqueData } from './part.ts';

/** What a part is called in its own format. */
export function opaqueType({ protocol, data }: OpaqueData): string {
  const { type } = wireObject(data);
  return typeof type === 'string' ? type : `a part of ${protocol}`;
}

/** The same, with the id that a client knows it by: of what is kept in a conversation nothing else tells which it is. */
export function opaqueName(opaque: OpaqueData): string {
  const { id } = wireObject(opaque.data);
  return typeof id === 'string' && id !== '' ? `${opaqueType(opaque)} '${id.slice(0, 80)}'` : opaqueType(opaque);
}

/** The item or the content part as its format has it. */
function wireObject(data: unknown): { readonly [key: string]: unknown } {
  if (!isJsonObject(data)) return {};
  if (isJsonObject(data.item)) return data.item;
  return isJsonObject(data.part) ? data.part : data;
}
