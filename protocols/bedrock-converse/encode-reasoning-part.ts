import type { ReasoningPart } from '../../core/conversation/part.ts';
import type { ContentBlock } from './converse-wire.ts';
import type { EncodeContext } from './encode-context.ts';

/**
 * Earlier reasoning, where the model can take it back: only Claude's own, with its proof. Other reasoning is left
 * out, which is said.
 */
export function encodeReasoningPart(part: ReasoningPart, { family, changes }: EncodeContext): ContentBlock | null {
  const protocol = part.opaque?.protocol ?? 'bedrock-converse';
  const foreign = protocol !== 'bedrock-converse' && protocol !== 'anthropic-messages';
  if (!foreign && (family === 'claude' || family === 'hidden')) {
    if (part.redacted !== undefined && part.redacted !== '') {
      const redactedContent = new Uint8Array(Buffer.from(part.redacted, 'base64'));
      return { reasoningContent: { redactedContent } };
    }
    if (part.signature !== undefined && part.signature !== '') {
      return { reasoningContent: { reasoningText: { text: part.text, signature: part.signature } } };
    }
  }
  changes.say('earlier reasoning dropped');
  return null;
}
