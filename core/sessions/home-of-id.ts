/** What a home is called: a few letters and a number, as `eu1`. */
export const homeTag = /^[a-z]{2,5}\d{1,2}$/;

/** No hexadecimal digit is an x, so no id of another shape is taken for one of these. */
const tagged = /^(?:resp|conv|item)_(?=[0-9a-z]{48}$)([a-z]{2,5}\d{1,2})x[0-9a-f]+$/;

/**
 * Where the session of a turn or conversation lives, by its id.
 * @returns `null` = in the first of all homes: ids that name none, and the names that clients give.
 */
export function homeOfId(id: string): string | null {
  return tagged.exec(id)?.[1] ?? null;
}

/**
 * The home of what is made now.
 * @param beside the id or name of the session that it belongs to; it lives where that does. Absent = it begins one.
 * @param here the home whose sessions begin here; `null` = the first.
 */
export function homeOfNew(beside: string | undefined, here: string | null): string | null {
  return beside === undefined ? here : homeOfId(beside);
}
