import type { ConversationAnswer } from '../../core/conversation/conversation-answer.ts';
import type { Part } from '../../core/conversation/part.ts';
import { decodeFinish } from './decode-finish.ts';
import { decodeUsage } from './decode-usage.ts';
import type { GenerateResult, ModelContent } from './language-model.ts';
import { protocol } from './protocol.ts';
import { sealReasoning } from './reasoning-seal.ts';

/** A whole answer. @param model the model asked for, where the provider names none. */
export function decodeResult(result: GenerateResult, model: string): ConversationAnswer {
  const parts = result.content.flatMap(decodeContent);
  return {
    id: result.response?.id ?? null,
    model: result.response?.modelId ?? model,
    parts,
    stopReason: decodeFinish(
      result.finishReason,
      parts.some(({ type }) => type === 'tool-call'),
    ),
    usage: decodeUsage(result.usage),
  };
}

function decodeContent(content: ModelContent): Part[] {
  switch (content.type) {
    case 'text':
      return [{ type: 'text', text: content.text }];
    case 'reasoning': {
      const signature = sealReasoning(content.providerMetadata ?? {});
      return [{ type: 'reasoning', text: content.text, ...(signature === null ? {} : { signature }) }];
    }
    case 'tool-call': {
      // The provider ran it itself: its result is in the text.
      if (content.providerExecuted === true) return [];
      const { toolCallId: id, toolName: name, input } = content;
      return [{ type: 'tool-call', id, name, kind: 'function', input }];
    }
    default:
      return [{ type: 'opaque', opaque: { protocol, data: content } }];
  }
}
