import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { AnswerEvent, ModelCall } from '../../../core/ports/chat-model.ts';
import type { ProviderCodec } from '../../../core/ports/wire-codec.ts';
import { unknownModelFacts } from '../../../core/routing/model-facts.ts';

export const modelId = 'tide-model-1';

/** A question about the tide. */
export const textRequest: ConversationRequest = {
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'How high is the tide?' }] }],
  maxOutputTokens: 500,
};

interface CallOptions {
  readonly request?: ConversationRequest;
  /** The codec that makes a raw body of the request; without one the call is neutral. */
  readonly codec?: ProviderCodec | null;
  readonly stream?: boolean;
  readonly signal?: AbortSignal;
}

export function createCall({ request = textRequest, codec, stream = true, signal }: CallOptions = {}): ModelCall {
  // What is known of a model may be known by another name than the provider's.
  const facts = unknownModelFacts('tide-model');
  const body = codec?.encodeRequest(request, { facts, stream, dropUnsupported: false }).body;
  return {
    requestId: 'req-contract',
    model: modelId,
    facts,
    raw: body ? { body, bytes: Buffer.from(JSON.stringify(body)), includeUsage: true } : null,
    conversation: () => request,
    dropUnsupported: false,
    signal: signal ?? new AbortController().signal,
    connectMs: 3000,
  };
}

/** Everything a stream gave, and what it threw in the end. */
export interface CollectedStream {
  readonly events: readonly AnswerEvent[];
  readonly failure: unknown;
}

export async function collectStream(answer: AsyncIterable<AnswerEvent>): Promise<CollectedStream> {
  const events: AnswerEvent[] = [];
  try {
    for await (const event of answer) events.push(event);
    return { events, failure: null };
  } catch (failure) {
    return { events, failure };
  }
}
