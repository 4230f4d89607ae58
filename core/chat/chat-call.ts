import type { ConversationRequest } from '../conversation/conversation-request.ts';
import type { ModelCall, RawRequest } from '../ports/chat-model.ts';
import type { ClientCodec } from '../ports/wire-codec.ts';
import type { Target } from '../routing/target.ts';
import type { AttemptCall } from './attempt-call.ts';

/** One admitted request, ready to be tried at its targets. */
export interface ChatCall extends AttemptCall {
  readonly requestId: string;
  readonly codec: ClientCodec;
  readonly raw: RawRequest;
  readonly dropUnsupported: boolean;
  /** The neutral conversation, decoded once, when first asked for. */
  conversation(): ConversationRequest;
}

/** What an adapter is given for one attempt at a target. */
export function modelCall(call: ChatCall, target: Target, signal: AbortSignal): ModelCall {
  return {
    requestId: call.requestId,
    model: target.model,
    facts: target.facts,
    raw: target.chatModel.protocol === call.codec.protocol ? call.raw : null,
    conversation: call.conversation,
    dropUnsupported: call.dropUnsupported,
    signal,
    connectMs: target.resilience.timeouts.connectMs,
  };
}
