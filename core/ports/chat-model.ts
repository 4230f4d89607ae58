import type { ConversationAnswer } from '../conversation/conversation-answer.ts';
import type { ConversationEvent } from '../conversation/conversation-event.ts';
import type { ConversationRequest } from '../conversation/conversation-request.ts';
import type { StopReason } from '../conversation/stop-reason.ts';
import type { Usage } from '../conversation/usage.ts';
import type { ErrorKind } from '../errors/error-kind.ts';
import type { ModelFacts } from '../routing/model-facts.ts';
import type { JsonObject, ToldAnswer, WatchedCourse } from './wire-codec.ts';

/**
 * A model that answers a conversation: one provider's way of being asked.
 * Failures are thrown as `GatewayError` (its kind says what follows) or `UnsupportedOptions`.
 * A call ends, and its connection is freed, when `signal` aborts.
 */
export interface ChatModel {
  /** The wire format in which raw bodies are taken and raw bytes answered; `null` = neutral only. */
  readonly protocol: string | null;
  /** Streams the answer. The iterable must be consumed or returned. */
  answer(call: ModelCall): AsyncIterable<AnswerEvent>;
  /** The whole answer at once. */
  complete(call: ModelCall): Promise<CompletedAnswer>;
  /** Finds what `answer` would refuse before anybody is asked, and throws it. Absent = only asking can tell. */
  check?(call: ModelCall): void | Promise<void>;
  /** Asks the provider how many tokens the request would put in, without answering it. Absent = only an estimate can be had. */
  countTokens?(call: ModelCall): Promise<CountedTokens>;
}

export interface CountedTokens {
  readonly upstreamRequestId: string | null;
  /** As `AnswerAccepted.changes`. */
  readonly changes: readonly string[];
  /** Everything that would go in, cached or not. */
  readonly inputTokens: number;
  /** The provider's own answer, when the call was raw; else `null`. */
  readonly bytes: Buffer | null;
}

export interface ModelCall {
  /** The gateway's id of the request. */
  readonly requestId: string;
  /** The model's id at the provider. */
  readonly model: string;
  readonly facts: ModelFacts;
  /** The client's own body, when its format is `protocol`; else `null` and `conversation` is used. */
  readonly raw: RawRequest | null;
  /** The neutral conversation, decoded when first asked for. */
  conversation(): ConversationRequest;
  /** The client reads what the model thinks: a provider that tells it only when asked is asked. Absent = not known. */
  readonly showsReasoning?: boolean;
  /** Leave out what the model has no equivalent for, and say so, instead of refusing. */
  readonly dropUnsupported: boolean;
  readonly signal: AbortSignal;
  /** Bound on establishing a connection, milliseconds. Other limits reach the adapter through `signal`. */
  readonly connectMs: number;
  /** Takes each of several credentials that the call was tried with in vain, in order, before any answer. */
  readonly credentialFailed?: (failed: FailedCredential) => void;
}

export interface FailedCredential {
  /** By name or position, never its value. */
  readonly credential: string;
  readonly outcome: ErrorKind;
}

export interface RawRequest {
  readonly body: JsonObject;
  /** The body as it came. */
  readonly bytes: Buffer;
  /** Whether a streaming client asked to be told the usage. */
  readonly includeUsage: boolean;
  /**
   * Headers of the client's that belong to the format and may reach a provider, by their lower-case names
   * (`anthropic-beta`). Nothing that identifies the client; what of them is sent on is the adapter's to decide. Absent = none.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Fields of the answer that the gateway owns, for formats whose answers repeat the request and hold ids
   * (`id`, `previous_response_id`, `store`). Absent = the provider's own stay.
   */
  readonly answerOverride?: JsonObject;
}

/** What a streamed answer is made of, in this order: accepted, then chunks or events, then finished. */
export type AnswerEvent =
  | AnswerAccepted
  /** Raw bytes of the client's own format: whole events. `answer` as in `WatchedChunk`. */
  | { readonly type: 'chunk'; readonly bytes: Buffer; readonly seen: number; readonly answer?: ToldAnswer }
  | { readonly type: 'event'; readonly event: ConversationEvent; readonly seen: number }
  | AnswerFinished;

export interface AnswerAccepted {
  readonly type: 'accepted';
  /** The provider's id of the request; `null` when it gave none. */
  readonly upstreamRequestId: string | null;
  /** What was changed in the request for this model; see `EncodedRequest.changes`. */
  readonly changes: readonly string[];
  /** Which of several credentials it was asked with, by name or position; absent where there is one. */
  readonly credential?: string;
  /** Of raw bytes, as they pass through. Absent = nobody follows them. */
  readonly course?: WatchedCourse;
}

export interface AnswerFinished {
  readonly type: 'finished';
  readonly stopReason: StopReason;
  /** `null` when the provider reported none. */
  readonly usage: Usage | null;
  /** Bytes the client still needs in its own format (raw answers only). */
  readonly tail?: Buffer;
}

/** Bits of what a chunk or event was seen to hold. */
export const Seen = {
  /** Something a reader would call progress: text, reasoning, tool input. */
  content: 1,
  /** The protocol's own stop reason. */
  stop: 2,
  usage: 4,
  /** The protocol's end marker. */
  end: 8,
} as const;

export interface CompletedAnswer {
  readonly upstreamRequestId: string | null;
  readonly changes: readonly string[];
  readonly stopReason: StopReason;
  readonly usage: Usage | null;
  readonly content: /** `view` says the same as the bytes; absent where nobody has read them whole. */
    | { readonly kind: 'raw'; readonly bytes: Buffer; readonly view?: JsonObject }
    | { readonly kind: 'neutral'; readonly answer: ConversationAnswer };
  /** As of `AnswerAccepted`. */
  readonly credential?: string;
}
