import type { ConversationRequest } from '../conversation/conversation-request.ts';
import type { ChatModel, ModelCall, RawRequest } from '../ports/chat-model.ts';
import type { AnswerContext, ClientCodec, JsonObject, RequestHead } from '../ports/wire-codec.ts';
import type { Target } from '../routing/target.ts';
import { isConversationId } from '../sessions/session-name.ts';
import type { SessionTurn } from '../sessions/session-turn.ts';
import type { AttemptCall } from './attempt-call.ts';

/** One admitted request, ready to be tried at its targets. */
export interface ChatCall extends AttemptCall {
  readonly requestId: string;
  readonly codec: ClientCodec;
  /** The client's own body; `null` when what it means is more than it says. */
  readonly raw: RawRequest | null;
  /** What the client said in headers that belong to its format; default: nothing. */
  readonly passedHeaders?: Readonly<Record<string, string>>;
  /** The client's body, as it came. */
  readonly body: JsonObject;
  readonly head: RequestHead;
  /** Its place in a session that is kept; `null` when nothing is. */
  readonly turn: SessionTurn | null;
  readonly dropUnsupported: boolean;
  /** The neutral conversation, decoded once, when first asked for. */
  conversation(): ConversationRequest;
}

/** What an answer to it needs besides its content. */
export function answerContext({ requestId, body, head, turn, journal, clock }: ChatCall): AnswerContext {
  const { model, includeUsage, hidesReasoning } = head;
  const seconds = (): number => Math.floor(clock.now() / 1000);
  const conversation = turn?.sessionName ?? null;
  return {
    requestId,
    createdAt: turn === null ? seconds() : Math.floor(turn.createdAt / 1000),
    model,
    includeUsage,
    ...(hidesReasoning === undefined ? {} : { hidesReasoning }),
    echo: {
      body,
      ...(turn === null ? {} : { id: turn.id }),
      ...(conversation !== null && isConversationId(conversation) ? { conversationId: conversation } : {}),
      ...(journal.target === null ? {} : { writtenBy: journal.target.provider }),
      completedAt: seconds,
    },
  };
}

/** The target's way of being asked that takes the client's own bytes; its usual one where none does. */
export function chatModelFor({ codec: { protocol } }: ChatCall, { chatModel, otherChatModels }: Target): ChatModel {
  if (chatModel.protocol === protocol) return chatModel;
  return otherChatModels?.find((other) => other.protocol === protocol) ?? chatModel;
}

/** What a target was not told, in all: headers of one format mean nothing in another. */
export function toldChanges(call: ChatCall, target: Target, changes: readonly string[]): readonly string[] {
  const isForwarded = call.raw !== null && chatModelFor(call, target).protocol === call.codec.protocol;
  if (isForwarded) return changes;
  return [...changes, ...Object.entries(call.passedHeaders ?? {}).map(([name, value]) => `${name} dropped: ${value}`)];
}

/** The conversation as this target is told it. */
export function conversationFor({ turn, conversation }: ChatCall, { facts }: Target): ChatCall['conversation'] {
  return turn === null ? conversation : () => turn.requestFor(facts);
}

/** What an adapter is given for one attempt at a target. */
export function modelCall(call: ChatCall, target: Target, signal: AbortSignal): ModelCall {
  return {
    requestId: call.requestId,
    model: target.model,
    facts: target.facts,
    raw: chatModelFor(call, target).protocol === call.codec.protocol ? call.raw : null,
    conversation: conversationFor(call, target),
    ...(call.head.hidesReasoning === undefined ? {} : { showsReasoning: !call.head.hidesReasoning }),
    dropUnsupported: call.dropUnsupported,
    signal,
    connectMs: target.resilience.timeouts.connectMs,
    credentialFailed: (failed) => call.journal.failedCredentials.push(failed),
  };
}
