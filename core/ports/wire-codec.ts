import type { ConversationAnswer } from '../conversation/conversation-answer.ts';
import type { ConversationEvent } from '../conversation/conversation-event.ts';
import type { ConversationRequest, OptionName } from '../conversation/conversation-request.ts';
import type { StopReason } from '../conversation/stop-reason.ts';
import type { Usage } from '../conversation/usage.ts';
import type { GatewayError } from '../errors/gateway-error.ts';
import type { ModelFacts } from '../routing/model-facts.ts';
import type { RequestSurvey } from '../routing/plan/request-survey.ts';
import type { ItemFormat } from '../sessions/item-format.ts';

export type JsonObject = { readonly [key: string]: unknown };

/**
 * A wire format as clients of the gateway speak it. Pure: no input or output, no clock.
 * Streamed formats here are server-sent events; `encode` returns their text.
 */
export interface ClientCodec {
  /** The format's name, for example `openai-chat`. Equal names mean bytes can pass through. */
  readonly protocol: string;
  /** What the client calls an option, for messages that name it. */
  parameterName(option: OptionName): string;
  /** Reads only what routing needs, strictly. @throws GatewayError `invalid-request` with `param`. */
  decodeHead(body: JsonObject): RequestHead;
  /** What routing needs beyond the head, in one cheap pass. Never throws: malformed parts count as absent. */
  surveyRequest(body: JsonObject): RequestSurvey;
  /** @throws GatewayError `invalid-request` with `param` when the body is malformed. */
  decodeRequest(body: JsonObject): ConversationRequest;
  encodeAnswer(answer: ConversationAnswer, context: AnswerContext): JsonObject;
  createEventEncoder(context: AnswerContext): EventEncoder;
  /** Reads back what a client was sent. */
  createStreamDecoder(): StreamDecoder;
  /** The body of an error answer. */
  encodeError(error: GatewayError, requestId: string): JsonObject;
  /** The event that tells a client its running stream has failed. */
  encodeStreamError(error: GatewayError, requestId: string): string;
  /** Keeps a silent stream alive and tells people who look at it; clients ignore it. `''` where the format has none. */
  encodeComment(text: string): string;
  /** The event after which nothing follows, or `''` where the format has none. */
  readonly endOfStream: string;
  /** Request headers that belong to the format and may reach a provider that speaks it, lower case. Absent = none. */
  readonly passedHeaders?: readonly string[];
  /** How what it says is kept, where the format has items of its own; absent = as neutral messages. */
  readonly items?: ItemFormat;
}

/** The part of a request that routing needs; the rest may never be decoded. */
export interface RequestHead {
  readonly model: string;
  readonly stream: boolean;
  /** Whether a streaming client asked to be told the usage. */
  readonly includeUsage: boolean;
  /** Processing tier as prices name it: `standard`, `flex`, `priority`, … */
  readonly processing: string;
  /** What the request says of stored state; absent = its format has no words for it. */
  readonly state?: RequestState;
  /** The client does not want to read the model's reasoning, though it may have to send it back. Default: it does. */
  readonly hidesReasoning?: boolean;
}

/** What a request says of the state it builds upon and leaves behind. */
export interface RequestState {
  /** The stored answer that it continues. */
  readonly previousResponseId: string | null;
  /** The conversation it belongs to. */
  readonly conversationId: string | null;
  /** Whether its answer is to be kept. */
  readonly store: boolean;
  /** Whether it is answered while the client does something else. */
  readonly background: boolean;
}

/** What an answer needs besides its content. */
export interface AnswerContext {
  /** Becomes part of the answer's id when the provider gave none. */
  readonly requestId: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  /** The model as the client asked for it; used when the provider does not name its own. */
  readonly model: string;
  /** Whether a streaming client asked to be told the usage. */
  readonly includeUsage: boolean;
  /** As in `RequestHead`; of hidden reasoning only what must travel back is told. */
  readonly hidesReasoning?: boolean;
  /** For formats whose answers repeat the request. */
  readonly echo?: AnswerEcho;
}

/** What an answer repeats of its request, and the names the gateway gives it. */
export interface AnswerEcho {
  /** The client's body, as it came. */
  readonly body: JsonObject;
  /** The id the gateway gives the answer. Default: the format makes one of `requestId`. */
  readonly id?: string;
  /** The id of the conversation the answer belongs to. */
  readonly conversationId?: string;
  /** The provider that answers: goes along with reasoning that only it can read again. */
  readonly writtenBy?: string;
  /** Seconds since the epoch; asked once, when the answer is whole. */
  completedAt?(): number;
}

/** Stateful, one per stream. */
export interface EventEncoder {
  /** The server-sent events for this event; `''` when the format says nothing of it. */
  encode(event: ConversationEvent): string;
  /** What must follow `finished` before the stream ends, the end marker included. */
  end(): string;
  /** The whole answer as the client was sent it, once it has ended; absent where the format has no such thing. */
  readonly response?: JsonObject | null;
  /** The event that tells the client that this stream has failed; formats without it use `encodeStreamError`. */
  fail?(error: GatewayError, requestId: string): string;
  /** Goes on numbering after the events that the client was sent by somebody else; absent = events have no numbers. */
  continueAfter?(sequenceNumber: number): void;
}

/**
 * Reads a stream of the client's own format: bytes that were forwarded to it, or that a target of the same format sends.
 * Stateful, one per stream. An answer of more than one choice cannot be read by it.
 */
export interface StreamDecoder {
  /**
   * @param events one or more whole server-sent events, delimiters included; comments and end markers say nothing.
   * @throws GatewayError when an event is an error (with its kind) or unreadable (`broken-answer`).
   */
  decode(events: Buffer): readonly ConversationEvent[];
}

/** A wire format as providers speak it. Pure. */
export interface ProviderCodec {
  readonly protocol: string;
  /**
   * The body for the provider. Where the model refuses something, it is rewritten and said in `changes`,
   * or thrown as unsupported, as the capability flags decide.
   * @throws UnsupportedOptions when something has no equivalent and `dropUnsupported` is false.
   */
  encodeRequest(request: ConversationRequest, options: EncodeOptions): EncodedRequest;
  /** @throws GatewayError `broken-answer` when the body is not a finished answer of this format. */
  decodeAnswer(body: unknown): ConversationAnswer;
  createEventDecoder(): EventDecoder;
  /** Translates a provider's error answer, once: kind, message (redacted by the caller), retry-after, code. */
  decodeError(failure: ProviderFailure): GatewayError;
}

/** An answer that is an error by its HTTP status. */
export interface ProviderFailure {
  readonly status: number;
  /** A response header by its lower-case name. */
  header(name: string): string | null;
  /** The body as text, at most 64 KiB of it. */
  readonly body: string;
  /** Milliseconds since the epoch, to read dates in `retry-after`. */
  readonly now: number;
}

export interface EncodeOptions {
  readonly facts: ModelFacts;
  readonly stream: boolean;
  readonly dropUnsupported: boolean;
  /** The client reads what the model thinks: a provider that tells it only when asked is asked. Absent = not known. */
  readonly showsReasoning?: boolean;
}

export interface EncodedRequest {
  readonly body: JsonObject;
  /** What differs from what was asked, one short clause each: `temperature dropped`, `tool_choice required → auto`. */
  readonly changes: readonly string[];
}

/** Stateful, one per stream. */
export interface EventDecoder {
  /**
   * @param event one protocol event, already parsed from JSON (of an SSE event its `data`).
   * @throws GatewayError when the event is an error of the provider, with its kind.
   */
  decode(event: unknown): readonly ConversationEvent[];
}

/**
 * Reads along while bytes of the client's own format pass through.
 * Stateful, one per stream; fed whole events.
 */
export interface StreamWatcher {
  /**
   * @param events one or more whole server-sent events, delimiters included.
   * @returns the bytes to forward (normally the very same) and what was seen in them.
   * @throws GatewayError when an event is an error (with its kind) or unreadable (`broken-answer`).
   */
  watch(events: Buffer): WatchedChunk;
  readonly stopReason: StopReason | null;
  readonly usage: Usage | null;
  /** How far it has come; absent = nothing that follows depends on it. */
  readonly course?: WatchedCourse;
  /** What the client still needs after the provider's last byte; `''` when nothing. */
  end(): string;
}

/** How far a stream that passes through has come, in formats whose later events depend on it. */
export interface WatchedCourse {
  /** The number of the last event; -1 = none has come. */
  readonly sequenceNumber: number;
  /** The event that tells the client that this stream has failed; `null` when nothing is known to say it of. */
  fail(error: GatewayError, requestId: string): string | null;
}

export interface WatchedChunk {
  readonly bytes: Buffer;
  /** Bits of `Seen`. */
  readonly seen: number;
  /** With the end of an answer that the gateway owns fields of, in formats whose last event tells it whole. */
  readonly answer?: ToldAnswer;
}

/** A whole answer as the client is told it. */
export interface ToldAnswer {
  readonly view: JsonObject;
  readonly stopReason: StopReason;
}
