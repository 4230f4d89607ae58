/** Days that a class of content is kept; `sessions.keep` is at most the last. A class is never taken away. */
const classDays = [1, 7, 30, 90, 365, 3_650] as const;

const dayMs = 86_400_000;

/** A class of long content in the bucket, by how long it is kept: the bucket's rules know objects by their prefix. */
export interface ContentClass {
  readonly prefix: string;
  readonly days: number;
}

export const contentClasses: readonly ContentClass[] = classDays.map((days) => ({ prefix: `content/${days}d/`, days }));

/**
 * Where content goes that somebody was promised for so long: the class that keeps it long enough. So the rules need not
 * change with the setting, which may change at any time, and what was promised under another setting stays as long.
 */
export function contentPrefix(keepMs: number): string {
  const found = contentClasses.find(({ days }) => keepMs <= days * dayMs);
  if (found === undefined) throw new RangeError(`nothing is kept for ${keepMs} ms`);
  return found.prefix;
}
