/**
 * What routing looks at in a request: found in one pass over the body, without decoding the conversation.
 * Parts that are malformed count as absent; whoever decodes the request complains about them.
 */
export interface RequestSurvey {
  /** The text of each user turn, in order; the body's own strings wherever a turn is a single text. */
  readonly userTurns: readonly string[];
  /** The text of the first system (or developer) message; empty without one. */
  readonly systemText: string;
  /** Characters of all text a model reads: messages, tool calls and their results, tool definitions, answer schema. */
  readonly textCharacters: number;
  /** Of these, roughly, in scripts of which one character is about a token (a quarter of those of other non-Latin scripts). */
  readonly wideCharacters: number;
  /** Characters from the last assistant message on; without one, of all messages but the system's: what no prompt cache holds yet. */
  readonly newCharacters: number;
  readonly messageCount: number;
  /** Allowance for images, documents and sounds, tokens; see `file-token-allowance.ts`. */
  readonly fileTokens: number;
  readonly needs: RequestNeeds;
  /** Most tokens the answer may have; `null` = not said. */
  readonly maxOutputTokens: number | null;
  /** How many answers are wanted. */
  readonly choiceCount: number;
  /** Processing tier as prices name it: `standard`, `flex`, `priority`, … */
  readonly processing: string;
  /** Whether the client marks what the provider's cache shall keep. */
  readonly hasCacheBreakpoints: boolean;
  /** The metadata whose values are strings. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly session: BodySessionNames;
  /** The providers that wrote reasoning which the request sends back, and which others cannot read; absent = none that is known. */
  readonly reasoningWriters?: readonly string[];
  /** The wire format whose providers alone can read other reasoning that is sent back, whichever of them wrote it; absent = there is none. */
  readonly reasoningProtocol?: string;
  /** What of all this was said in earlier turns that the gateway keeps, and how much of a window it may fill (0 to 1). */
  readonly kept?: { readonly lengths: TextLengths; readonly maxShare: number };
}

/** How much there is to read; as the survey's own fields. */
export type TextLengths = Pick<RequestSurvey, 'textCharacters' | 'wideCharacters' | 'fileTokens' | 'messageCount'>;

/** What a target must be able to do. */
export interface RequestNeeds {
  readonly tools: boolean;
  /** Some tool, or a named one, has to be called. */
  readonly forcedToolChoice: boolean;
  readonly images: boolean;
  readonly documents: boolean;
  /** An answer to a JSON Schema. */
  readonly structuredOutput: boolean;
  /** Vectors of the model with this id at its provider; absent = no vectors are asked for. */
  readonly vectorsOf?: string;
}

/** The names a body gives its session; those of headers stand between the first and the others. */
export interface BodySessionNames {
  /** The conversation, or the response this one follows. */
  readonly conversation: string | null;
  readonly promptCacheKey: string | null;
  readonly metadataSessionId: string | null;
}
