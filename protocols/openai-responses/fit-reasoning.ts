import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { ModelFacts } from '../../core/routing/model-facts.ts';
import type { RequestLosses } from '../openai-chat/request-losses.ts';
import { isSealed } from './reasoning-envelope.ts';

/**
 * The items without the reasoning that the provider would refuse: another protocol's, such that is not there in full,
 * and all of it where the model is known not to reason. Gives back the very same where all may stay.
 */
export function fitReasoning(input: unknown, { capabilities }: ModelFacts, losses: RequestLosses): unknown {
  if (!Array.isArray(input)) return input;
  const dropped = new Set<unknown>();
  for (const item of input) {
    if (!isJsonObject(item) || item.type !== 'reasoning') continue;
    const change =
      changeOf(item) ?? (capabilities.reasoning === false ? 'reasoning dropped: no reasoning model' : null);
    if (change === null) continue;
    dropped.add(item);
    losses.changed(change);
  }
  return dropped.size === 0 ? input : input.filter((item) => !dropped.has(item));
}

/**
 * Nothing is stored at the provider, so an item that is only named by its id, or only says its summary, is unknown
 * there. What servers of open models say stands in `content`.
 */
function changeOf({ encrypted_content: encrypted, content }: JsonObject): string | null {
  if (isSealed(encrypted)) return 'reasoning of another protocol dropped';
  const isWhole = (typeof encrypted === 'string' && encrypted !== '') || (Array.isArray(content) && content.length > 0);
  return isWhole ? null : 'reasoning without encrypted_content dropped';
}
