/** Where the live configuration comes from. */
export interface ConfigSource {
  /**
   * The document that holds now, as far as known: it may be some seconds old. Never rejects: a source in trouble gives
   * what it knew last, and `null` before it knew anything.
   */
  latest(): Promise<LiveDocument | null>;
}

export interface LiveDocument {
  /** Another one for each content. */
  readonly version: string;
  readonly text: string;
}
