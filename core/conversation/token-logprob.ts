/** One token a model could have written, and how likely it found it. */
export interface LikelyToken {
  readonly token: string;
  /** Natural logarithm of the probability. */
  readonly logprob: number;
  /** Its UTF-8 bytes, for a token that is part of a character; `null` where the provider does not tell. */
  readonly bytes: readonly number[] | null;
}

/** A token of an answer, with the likeliest there were in its place. */
export interface TokenLogprob extends LikelyToken {
  /** As many as were asked for, the likeliest first. */
  readonly top: readonly LikelyToken[];
}
