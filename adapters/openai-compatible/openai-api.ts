import type { CompletedAnswer, ModelCall } from '../../core/ports/chat-model.ts';
import type { StreamReader } from '../provider-http/stream-reader.ts';

/** One of the ways in which OpenAI's API, and those like it, are asked: what differs between them. */
export interface OpenAiApi {
  readonly protocol: string;
  /** Below the base URL, which includes the version; by the model's id where it differs. */
  readonly path: string | ((model: string) => string);
  /** Headers besides those that every request has. */
  readonly headers: Readonly<Record<string, string>>;
  /** @throws UnsupportedOptions when something has no equivalent and may not be dropped. */
  encode(call: ModelCall, stream: boolean): EncodedBody;
  /** Reads the stream that answers a call; fresh for each. */
  createReader(call: ModelCall): StreamReader;
  /** @throws GatewayError when the bytes are not a finished answer. */
  readAnswer(bytes: Buffer, call: ModelCall): Pick<CompletedAnswer, 'stopReason' | 'usage' | 'content'>;
  /** How tokens are counted without being answered; absent = they cannot be. */
  readonly count?: OpenAiCount;
}

export interface OpenAiCount {
  readonly path: string;
  /** As `OpenAiApi.encode`. */
  encode(call: ModelCall): EncodedBody;
  /** @throws GatewayError `broken-answer` when the bytes say no number. */
  read(bytes: Buffer): number;
}

export interface EncodedBody {
  readonly body: Buffer | string;
  /** As `EncodedRequest.changes`. */
  readonly changes: readonly string[];
}
