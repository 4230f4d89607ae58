import { mostLevels, nestsDeeper } from './nests-deeper.ts';

const brackets: ReadonlySet<number> = new Set([0x5b, 0x7b]);

/** Whether a text is JSON that nests deeper than a body may: whoever parses it and writes it anew would fail on it. */
export function textNestsDeeper(text: string): boolean {
  // What is opened is closed, too, and most texts open little.
  if (text.length <= 2 * mostLevels || !opensMore(text)) return false;
  try {
    return nestsDeeper(JSON.parse(text), mostLevels);
  } catch {
    return false;
  }
}

/** Whether a text has more opening brackets, those in strings included, than levels are allowed. */
function opensMore(text: string): boolean {
  let opened = 0;
  for (let at = 0; at < text.length; at++) {
    if (brackets.has(text.charCodeAt(at)) && ++opened > mostLevels) return true;
  }
  return false;
}
