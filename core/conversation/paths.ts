const paths = new WeakMap<object, string>();

/** Remembers where a client's body has something (`messages[3].content[0]`), for errors to name. Gives it back. */
export function atPath<T extends object>(thing: T, path: string): T {
  paths.set(thing, path);
  return thing;
}

/** `null` for what was made by the gateway, or said in an earlier request. */
export function pathOf(thing: object): string | null {
  return paths.get(thing) ?? null;
}
