/** How an answer is judged. White space around it never counts. */
export type AnswerCheck =
  /** One of these, but for upper and lower case and a full stop at the end. */
  | { readonly exact: readonly string[] }
  /** A regular expression the answer matches, as it is written. */
  | { readonly pattern: string; readonly flags?: string }
  /** JSON and nothing else, with this value; the order of keys does not count. */
  | { readonly json: unknown };

/** A question whose answer can be checked without a judge. */
export interface BenchQuestion {
  readonly id: string;
  readonly kind: 'arithmetic' | 'fact' | 'instruction' | 'code' | 'json';
  readonly prompt: string;
  readonly check: AnswerCheck;
}
