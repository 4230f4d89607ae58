import type { Message } from './message.ts';
import type { CacheBreakpoint, OpaqueData } from './part.ts';

/** What is asked of a model, free of any wire format. Absent options mean: the provider's default. */
export interface ConversationRequest extends ConversationOptions {
  readonly messages: readonly Message[];
  readonly tools?: readonly Tool[];
  /**
   * Fields of the client's body that the neutral model has no word for, by the client's own names.
   * A target of another protocol refuses them by name, or drops them where the operator allows it.
   */
  readonly unknown?: Readonly<Record<string, unknown>>;
  /**
   * Fields of the client's body that change nothing an answer must hold (hints, labels, what the client's own provider
   * prunes), by the client's own names. A target of another protocol leaves them out, says so, and never refuses them.
   */
  readonly advisory?: Readonly<Record<string, unknown>>;
  /** The wire format `unknown` and `advisory` are fields of; its own encoder sends them on as they came. */
  readonly fieldsProtocol?: string;
}

export interface ConversationOptions {
  /** Most tokens the answer may have, reasoning included. */
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly stop?: readonly string[];
  readonly seed?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly logitBias?: Readonly<Record<string, number>>;
  readonly logprobs?: boolean;
  readonly topLogprobs?: number;
  /** How many answers are wanted; absent = 1. */
  readonly choiceCount?: number;
  readonly toolChoice?: ToolChoice;
  readonly parallelToolCalls?: boolean;
  readonly responseFormat?: ResponseFormat;
  readonly reasoningEffort?: ReasoningEffort;
  readonly verbosity?: 'low' | 'medium' | 'high';
  readonly serviceTier?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** A stable, hashed name of the end user, for the provider's abuse checks. */
  readonly userId?: string;
  readonly promptCacheKey?: string;
  readonly store?: boolean;
}

/** An option's name in the neutral model; a codec knows what its own protocol calls it. */
export type OptionName = keyof ConversationOptions | 'tools' | 'messages';

export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

export type Tool = FunctionTool | CustomTool;

export interface FunctionTool {
  readonly type: 'function';
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of the arguments, key order kept; absent = no arguments. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly strict?: boolean;
  readonly cacheBreakpoint?: CacheBreakpoint;
  /** What its own protocol says of it besides; every other protocol ignores it. */
  readonly opaque?: OpaqueData;
}

/** A tool whose input is free text, optionally bound by a grammar. */
export interface CustomTool {
  readonly type: 'custom';
  readonly name: string;
  readonly description?: string;
  readonly format?: Readonly<Record<string, unknown>>;
  /** What its own protocol says of it besides; every other protocol ignores it. */
  readonly opaque?: OpaqueData;
}

export type ToolChoice =
  | { readonly type: 'none' | 'auto' | 'required' }
  | { readonly type: 'tool'; readonly name: string; readonly kind: 'function' | 'custom' }
  /** Only the named tools may be called; `required` demands one of them. */
  | { readonly type: 'allowed'; readonly mode: 'auto' | 'required'; readonly names: readonly string[] };

export type ResponseFormat =
  | { readonly type: 'text' | 'json-object' }
  | {
      readonly type: 'json-schema';
      readonly name: string;
      readonly description?: string;
      readonly schema: Readonly<Record<string, unknown>>;
      readonly strict?: boolean;
    };
