import type { ConversationOptions } from '../../core/conversation/conversation-request.ts';
import type { RequestNotes } from '../request-notes/request-notes.ts';
import type { Block } from './block.ts';

/** `temperature`, `top_p` and `top_k`, as far as the model takes them. */
export function encodeSampling(
  options: ConversationOptions,
  model: { readonly takesSampling: boolean; readonly thinks: boolean },
  notes: RequestNotes,
): Block {
  const { temperature, topP, topK } = options;
  if (!model.takesSampling || model.thinks) {
    const why = model.takesSampling ? ': not while thinking' : '';
    if (temperature !== undefined) notes.changed(`temperature dropped${why}`);
    if (topP !== undefined) notes.changed(`top_p dropped${why}`);
    if (topK !== undefined) notes.changed(`top_k dropped${why}`);
    return {};
  }
  if (temperature !== undefined && temperature > 1) notes.changed(`temperature ${temperature} → 1`);
  // Models of 2025 and later refuse the two together.
  const both = temperature !== undefined && topP !== undefined;
  if (both) notes.changed('top_p dropped: temperature is given');
  return {
    ...(temperature !== undefined && { temperature: Math.min(temperature, 1) }),
    ...(topP !== undefined && !both && { top_p: topP }),
    ...(topK !== undefined && { top_k: topK }),
  };
}
