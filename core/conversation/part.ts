import type { TokenLogprob } from './token-logprob.ts';

/**
 * The typed parts a message is made of. Each part may carry `opaque` data of the
 * protocol it came from, so that nothing is lost when it travels back there.
 */
export type Part = TextPart | ReasoningPart | FilePart | ToolCallPart | ToolResultPart | RefusalPart | OpaquePart;

/** Data only the named protocol understands; every other protocol ignores it or refuses it by name. */
export interface OpaqueData {
  /** The wire format the data belongs to, for example `anthropic-messages`. */
  readonly protocol: string;
  readonly data: unknown;
}

/** Marks the end of a prefix the provider may cache. */
export interface CacheBreakpoint {
  /** How long the provider keeps the prefix, in the provider's own words (`5m`, `1h`, `30m`); absent = its default. */
  readonly ttl?: string;
}

interface PartExtras {
  readonly cacheBreakpoint?: CacheBreakpoint;
  readonly opaque?: OpaqueData;
}

export interface TextPart extends PartExtras {
  readonly type: 'text';
  readonly text: string;
  /** Of an answer that was to tell them: the probabilities of its tokens. */
  readonly logprobs?: readonly TokenLogprob[];
}

/** What the model thought before it answered. */
export interface ReasoningPart extends PartExtras {
  readonly type: 'reasoning';
  /** Readable reasoning; empty when the provider keeps it to itself. */
  readonly text: string;
  /** The provider's proof that the text is its own; must travel back unchanged within a tool turn. */
  readonly signature?: string;
  /** Encrypted reasoning, base64; stands in for `text`. */
  readonly redacted?: string;
}

export type FileSource =
  | { readonly kind: 'base64'; readonly data: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'id'; readonly id: string };

/** An image, a document or a sound; `mediaType` says which (`image/png`, `application/pdf`, `audio/wav`). */
export interface FilePart extends PartExtras {
  readonly type: 'file';
  /** IANA media type; `image/*` when only the family is known, as with an image URL. */
  readonly mediaType: string;
  readonly source: FileSource;
  readonly filename?: string;
  /** How closely an image is looked at. */
  readonly detail?: 'auto' | 'low' | 'high' | 'original';
}

export interface ToolCallPart extends PartExtras {
  readonly type: 'tool-call';
  readonly id: string;
  readonly name: string;
  /** `function`: `input` is JSON text, `''` means no arguments. `custom`: `input` is free text. */
  readonly kind: 'function' | 'custom';
  /** The input exactly as the model wrote it. */
  readonly input: string;
}

export interface ToolResultPart extends PartExtras {
  readonly type: 'tool-result';
  readonly toolCallId: string;
  readonly content: readonly (TextPart | FilePart)[];
  readonly isError?: boolean;
}

export interface RefusalPart extends PartExtras {
  readonly type: 'refusal';
  readonly text: string;
  /** As a text's. */
  readonly logprobs?: readonly TokenLogprob[];
}

/** A part no other protocol has a word for. */
export interface OpaquePart {
  readonly type: 'opaque';
  readonly opaque: OpaqueData;
  /** Other protocols leave it out and say so, instead of refusing it; see `leave-out-advisory.ts`. */
  readonly advisory?: boolean;
}
