import type { Asked, Refusal, Words } from './scenario.ts';

export type Body = Readonly<Record<string, unknown>>;

/** A provider's format, as far as the scripted model needs it; made from public wire documentation, not recorded. */
export interface Wire {
  readonly path: string;
  /** Where it counts tokens; absent = nowhere. */
  readonly countPath?: string;
  read(body: Body): Asked;
  whole(words: Words): unknown;
  /** The events of a stream; those after `stallsAfter` are never sent when the words stall or break. */
  stream(words: Words): { readonly events: readonly string[]; readonly stallsAfter: number };
  error(refusal: Omit<Refusal, 'status'>): unknown;
  errorEvent(refusal: Omit<Refusal, 'status'>): string;
}

/** An object's field, whatever the object is. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text of a content that is a string or a list of parts. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return list(content)
    .map((part) => String(field(part, 'text') ?? ''))
    .join('');
}

/** `image/png 70`. */
export function describeImage(type: string, base64: string): string {
  return `${type} ${Buffer.from(base64, 'base64').length}`;
}
