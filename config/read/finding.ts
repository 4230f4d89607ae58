import type { ConfigPath } from '../config-path.ts';

/** A problem before it has a line: what a check found, and at which part of the document. */
export interface Finding {
  readonly level: 'error' | 'warning';
  readonly path: ConfigPath;
  /** Point at the key that ends the path, or at its value. A key that is missing is looked for in its parent. */
  readonly at: 'key' | 'value';
  /** A key below the path that is looked up but not shown, since it may be a secret in the wrong place. */
  readonly hiddenKey?: string;
  /** Where in the text, when the parser knows better than the path. */
  readonly offset?: number;
  readonly message: string;
  readonly hint?: string;
}

export function errorAt(path: ConfigPath, message: string, hint?: string): Finding {
  return { level: 'error', path, at: 'value', message, ...(hint === undefined ? {} : { hint }) };
}

export function warningAtKey(path: ConfigPath, message: string, hint?: string): Finding {
  return { level: 'warning', path, at: 'key', message, ...(hint === undefined ? {} : { hint }) };
}

/** Whether a word from the document may be repeated: short, or nearly a word we know. Others may be secrets. */
export function isShowable(word: string, nearest: string | null): boolean {
  return word.length <= 20 || nearest !== null;
}

/** `did you mean …` as a hint, or nothing to say. */
export function didYouMean(nearest: string | null): string | undefined {
  return nearest === null ? undefined : `did you mean \`${nearest}\`?`;
}
