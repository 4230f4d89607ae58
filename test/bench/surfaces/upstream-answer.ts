/** What a provider of one format answers, as bytes. The text is the same in every format. */
export interface UpstreamAnswer {
  readonly whole: Buffer;
  /** The events before the first word. */
  readonly first: Buffer;
  /** The event that carries the word at `index`. */
  content(index: number): Buffer;
  /** The events that follow the content. */
  readonly last: Buffer;
}
