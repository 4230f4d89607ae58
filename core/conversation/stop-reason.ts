/** Why an answer ended. Every protocol's own words are mapped to these, and back. */
export type StopReason =
  | 'stop'
  /** The output limit was reached. */
  | 'length'
  /** The context window is full. */
  | 'context-full'
  | 'tool'
  /** The provider pauses a long turn; sending it back continues it. */
  | 'paused'
  /** The provider, or a guardrail, held the answer back. */
  | 'filtered'
  /** The model wrote something its own server could not read: not an answer. */
  | 'malformed';
