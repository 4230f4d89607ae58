import { setImmediate } from 'node:timers/promises';
import { leaveOutAdvisory } from '../../core/conversation/leave-out-advisory.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import {
  type AnswerEvent,
  type ChatModel,
  type CompletedAnswer,
  type ModelCall,
  Seen,
} from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { answerConversation } from './answer-conversation.ts';
import { checkOptions } from './check-options.ts';
import { countUsage } from './count-usage.ts';
import { embeddedModelId } from './embedded-model-facts.ts';
import { limitAnswer } from './limit-answer.ts';
import { splitWords } from './split-words.ts';

export interface EmbeddedChatModelOptions {
  /** Tells the day and the time to those who ask; the only thing an answer depends on besides its conversation. */
  readonly clock: Clock;
}

interface FinishedAnswer {
  readonly changes: readonly string[];
  readonly text: string;
  readonly stopReason: StopReason;
  readonly usage: Usage;
}

/** After so many pieces the event loop runs once, so that an answer nobody wants any more can be stopped. */
const piecesBetweenPauses = 50;

/**
 * The model that answers when no provider is configured: a deterministic program that works offline, invents nothing,
 * and says what it is and how to connect a real one. Text to JSON on request (`{"answer": …}`), never tool calls.
 */
export function createEmbeddedChatModel({ clock }: EmbeddedChatModelOptions): ChatModel {
  const finish = (call: ModelCall): FinishedAnswer => {
    call.signal.throwIfAborted();
    const { request, changes: leftOut } = leaveOutAdvisory(call.conversation(), 'embedded');
    const changes = [...leftOut, ...checkOptions(request, call.dropUnsupported)];
    const answer = answerConversation(request, clock.now());
    const written = request.responseFormat?.type === 'json-object' ? JSON.stringify({ answer }) : answer;
    const { text, stopReason } = limitAnswer(written, request.stop, request.maxOutputTokens);
    return { changes, text, stopReason, usage: countUsage(request, text) };
  };
  return {
    protocol: null,
    async *answer(call): AsyncGenerator<AnswerEvent, void, undefined> {
      const { changes, text, stopReason, usage } = finish(call);
      yield { type: 'accepted', upstreamRequestId: null, changes };
      yield { type: 'event', event: { type: 'started', id: null, model: embeddedModelId }, seen: 0 };
      yield { type: 'event', event: { type: 'part-begins', index: 0, part: { type: 'text' } }, seen: 0 };
      let pieces = 0;
      for (const piece of splitWords(text)) {
        if (pieces++ % piecesBetweenPauses === 0) await setImmediate();
        call.signal.throwIfAborted();
        yield { type: 'event', event: { type: 'part-delta', index: 0, text: piece }, seen: Seen.content };
      }
      yield { type: 'event', event: { type: 'part-ends', index: 0 }, seen: 0 };
      yield { type: 'event', event: { type: 'usage', usage }, seen: Seen.usage };
      yield { type: 'event', event: { type: 'finished', stopReason }, seen: Seen.stop };
      yield { type: 'finished', stopReason, usage };
    },
    async complete(call): Promise<CompletedAnswer> {
      const { changes, text, stopReason, usage } = finish(call);
      const answer = { id: null, model: embeddedModelId, parts: [{ type: 'text', text }], stopReason, usage } as const;
      return { upstreamRequestId: null, changes, stopReason, usage, content: { kind: 'neutral', answer } };
    },
  };
}
