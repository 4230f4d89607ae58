/** What the embedded model understands of a conversation. */
export interface Transcript {
  readonly last: LastMessage;
  /** Sentences in which the user, or a system message, states something; in order. */
  readonly statements: readonly string[];
  /** Text to quote from, in order; never the model's own. */
  readonly sources: readonly Source[];
  /** Results of tools the conversation ends with. */
  readonly toolResults: readonly ToolResult[];
  /** Whether earlier text was left out because the conversation is longer than the model reads. */
  readonly isShortened: boolean;
}

/** The last message of the user. */
export interface LastMessage {
  readonly sentences: readonly string[];
  /** Sentences that ask or request something. */
  readonly asked: readonly string[];
  /** Sentences to answer: those that ask, else all of a short message (`2 + 2` asks nothing), else none. */
  readonly heard: readonly string[];
  /** Sentences in which the user may state something. */
  readonly statements: readonly string[];
  /** What of it cannot be read: `an image`, `a PDF document`, … */
  readonly unreadable: readonly string[];
}

export interface Source {
  /** Who supplied it: `userSource`, `the system message`, a file or a tool. */
  readonly from: string;
  readonly sentences: readonly string[];
  /** A text of its own rather than a remark: quoted from more readily, and summarized. */
  readonly isDocument: boolean;
}

export interface ToolResult {
  readonly name: string;
  readonly text: string;
  readonly isError: boolean;
}

/** The source of what the user wrote. */
export const userSource = 'your message';
