import type { ConversationRequest, OptionName } from '../../core/conversation/conversation-request.ts';
import type { EncodeContext } from './encode-context.ts';

/** Options that Converse has no word for. What asks for nothing beyond the default passes. */
export function refuseWithoutEquivalent(request: ConversationRequest, { changes }: EncodeContext): void {
  const asked: Partial<Record<OptionName, boolean>> = {
    seed: request.seed !== undefined,
    frequencyPenalty: (request.frequencyPenalty ?? 0) !== 0,
    presencePenalty: (request.presencePenalty ?? 0) !== 0,
    logitBias: Object.keys(request.logitBias ?? {}).length > 0,
    logprobs: request.logprobs === true,
    topLogprobs: (request.topLogprobs ?? 0) > 0,
    choiceCount: (request.choiceCount ?? 1) > 1,
    verbosity: (request.verbosity ?? 'medium') !== 'medium',
  };
  for (const [option, isAsked] of Object.entries(asked)) if (isAsked) changes.refuse(option as OptionName);
  for (const name of Object.keys(request.unknown ?? {})) changes.refuseField(name);
  // These never change an answer, so nobody is refused for them.
  if (request.store === true) changes.say('store dropped');
  if (request.promptCacheKey !== undefined) changes.say('prompt_cache_key dropped');
  if (request.userId !== undefined) changes.say('user dropped');
}
