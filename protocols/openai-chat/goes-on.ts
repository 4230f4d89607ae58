import type { ObjectExtent } from './object-extent.ts';

export interface RunningCall {
  readonly id: unknown;
  readonly name: unknown;
  /** Of the input so far; `null` where it is free text. */
  readonly extent: ObjectExtent | null;
}

/**
 * Whether a delta that has the running call's number belongs to it. Some servers give every call the same number: then
 * a name with another id begins a call, and so does a name after an input that is whole already.
 */
export function goesOn(
  { id, name, extent }: RunningCall,
  delta: { readonly id: unknown; readonly name: unknown; readonly text: string },
): boolean {
  if (!delta.name) return true;
  if (delta.id && delta.id !== id) return false;
  // Others repeat the name at each piece of one call, the last of which may be empty.
  return extent?.isClosed !== true || (delta.name === name && delta.text.trim() === '');
}
