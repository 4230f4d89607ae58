import { textNestsDeeper } from '../../core/conversation/text-nests-deeper.ts';

/** A text as JSON; `null` when it is none, or nests too deeply to be written again. */
export function parseJson(text: string): unknown {
  if (textNestsDeeper(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
