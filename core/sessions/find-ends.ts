/**
 * Where `pattern` ends in `list`, each place in order; an empty pattern ends nowhere. Takes time in proportion to both
 * lengths, however much the items repeat (Knuth, Morris and Pratt's way): what has been compared is never gone back to.
 */
export function findEnds<Item extends object>(
  pattern: readonly Item[],
  list: readonly Item[],
  isSame: (one: Item, other: Item) => boolean,
): readonly number[] {
  if (pattern.length === 0) return [];
  /** Of the first `n` items: how many of them at their end are also their beginning, themselves excepted. */
  const borders: number[] = [0, 0];
  /** How much of the pattern has been seen after one more item, `seen` before it. */
  const step = (seen: number, item: Item): number => {
    let length = seen;
    for (;;) {
      const next = pattern[length];
      if (length < pattern.length && next !== undefined && isSame(next, item)) return length + 1;
      if (length === 0) return 0;
      length = borders[length] ?? 0;
    }
  };
  for (const item of pattern.slice(1)) borders.push(step(borders.at(-1) ?? 0, item));
  const ends: number[] = [];
  let seen = 0;
  for (const [index, item] of list.entries()) {
    seen = step(seen, item);
    if (seen === pattern.length) ends.push(index + 1);
  }
  return ends;
}
