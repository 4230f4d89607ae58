import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import type { RequestNotes } from '../request-notes/request-notes.ts';
import { protocolName } from './protocol-name.ts';

/** Notes the options this format has no equivalent for. Values that mean the default are no request at all. */
export function refuseOptions(request: ConversationRequest, notes: RequestNotes): void {
  if ((request.choiceCount ?? 1) > 1) notes.unsupported('choiceCount');
  if (request.logprobs === true) notes.unsupported('logprobs');
  if ((request.topLogprobs ?? 0) > 0) notes.unsupported('topLogprobs');
  if (Object.keys(request.logitBias ?? {}).length > 0) notes.unsupported('logitBias');
  if (request.seed !== undefined) notes.unsupported('seed');
  if ((request.frequencyPenalty ?? 0) !== 0) notes.unsupported('frequencyPenalty');
  if ((request.presencePenalty ?? 0) !== 0) notes.unsupported('presencePenalty');
  if ((request.verbosity ?? 'medium') !== 'medium') notes.unsupported('verbosity');
  if (!knownTiers.has(request.serviceTier ?? 'auto')) notes.unsupported('serviceTier');
  if (request.fieldsProtocol !== protocolName) {
    for (const field of Object.keys(request.unknown ?? {})) notes.unknownField(field);
  }

  // These change nothing in the answer, so they are left out without refusing.
  if (Object.keys(request.metadata ?? {}).length > 0) notes.changed('metadata dropped');
  if (request.store === true) notes.changed('store dropped');
  if (request.promptCacheKey !== undefined) notes.changed('prompt_cache_key dropped');
}

const knownTiers: ReadonlySet<string> = new Set(['auto', 'default', 'standard', 'standard_only']);
