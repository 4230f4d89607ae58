/** One request of the campaign: what is written, and what may come back. */
export interface MalformedRequest {
  /** The kind of fault, for statistics and reports. */
  readonly fault: string;
  /** What is written, one write each. */
  readonly writes: readonly Buffer[];
  /** The method of each answer that is awaited; empty when the client does not wait. */
  readonly methods: readonly string[];
  /**
   * `answer`: every awaited answer comes whole. `refusal`: and it is a 4xx. `end`: answers or the end of the
   * connection, whichever comes first. `nothing`: the client leaves without listening.
   */
  readonly expects: 'answer' | 'refusal' | 'end' | 'nothing';
  /** Whether its HTTP is sound, so that the connection can be used again afterwards. */
  readonly keepsConnection: boolean;
}
