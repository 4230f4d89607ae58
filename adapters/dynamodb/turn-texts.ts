import { Buffer } from 'node:buffer';
import type { KeptText } from './kept-text.ts';
import type { Item } from './table.ts';

/** The texts of a turn that are given; `null` = there is none. */
export type TurnTexts = Readonly<Record<string, string | null>>;

/**
 * Keeps texts of a turn, what is long in blobs.
 * @returns attributes of its item. @throws GatewayError `busy`: nothing that counts was written.
 */
export async function keepTexts(texts: KeptText, given: TurnTexts, maxBytes: number, owner: string) {
  const named = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== null);
  const kept = await Promise.all(
    named.map(([name, text]) => texts.keep(name, text, Buffer.byteLength(text), maxBytes, owner)),
  );
  const attributes: Record<string, string> = Object.assign({}, ...kept);
  return attributes;
}

/** The same as a change of an item that had other texts under these names. */
export function changeOfTexts(given: TurnTexts, attributes: Readonly<Record<string, string>>) {
  const change: Record<string, string | null> = {};
  for (const name of Object.keys(given)) Object.assign(change, { [name]: null, [`${name}At`]: null });
  return { ...change, ...attributes };
}

/** Deletes blobs that nothing names any more. What fails is left to the rules of the blobs' store. */
export async function forgetTexts(texts: KeptText, item: Item, names: readonly string[]): Promise<void> {
  await texts.forget(item, names).catch(() => undefined);
}
