import type { Message } from '../../core/conversation/message.ts';
import type { ConverseMessage } from './converse-wire.ts';
import type { EncodeContext } from './encode-context.ts';

/**
 * A conversation that ends in an assistant turn asks the model to continue it, which not every model does.
 * @param said the last message as the client sent it.
 */
export function settlePrefill(
  messages: readonly ConverseMessage[],
  said: Message | undefined,
  { facts, family, changes }: EncodeContext,
): void {
  const last = messages.at(-1);
  if (last?.role !== 'assistant') return;
  if (facts.capabilities.prefill === false) {
    changes.refuseMessages('the model does not continue an assistant message that ends the conversation', said);
    return;
  }
  const block = last.content.at(-1);
  if (family !== 'claude' || block?.text === undefined || block.text === block.text.trimEnd()) return;
  block.text = block.text.trimEnd();
  changes.say('white space at the end of the last message dropped');
}
