import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import type { RequestNotes } from '../request-notes/request-notes.ts';

/** Notes the options this format has no equivalent for. Values that mean the default are no request at all. */
export function refuseOptions(request: ConversationRequest, notes: RequestNotes): void {
  if ((request.choiceCount ?? 1) > 1) notes.unsupported('choiceCount');
  if (request.logprobs === true) notes.unsupported('logprobs');
  if ((request.topLogprobs ?? 0) > 0) notes.unsupported('topLogprobs');
  if (Object.keys(request.logitBias ?? {}).length > 0) notes.unsupported('logitBias');
  if ((request.verbosity ?? 'medium') !== 'medium') notes.unsupported('verbosity');
  const mayCall = (request.tools ?? []).length > 0 && request.toolChoice?.type !== 'none';
  if (request.parallelToolCalls === false && mayCall) notes.unsupported('parallelToolCalls');
  for (const field of Object.keys(request.unknown ?? {})) notes.unknownField(field);

  // These change nothing in the answer, so they are left out without refusing.
  if (Object.keys(request.metadata ?? {}).length > 0) notes.changed('metadata dropped');
  if (request.store === true) notes.changed('store dropped');
  if (request.promptCacheKey !== undefined) notes.changed('prompt_cache_key dropped');
  if (request.userId !== undefined) notes.changed('user dropped');
  if (hasCacheBreakpoints(request)) notes.changed('cache breakpoints dropped');
}

/** The provider caches prefixes by itself. */
function hasCacheBreakpoints({ messages, tools = [], toolChoice }: ConversationRequest): boolean {
  // Tools that may not be called are not sent.
  const isSent = ({ name }: { readonly name: string }) =>
    toolChoice?.type !== 'allowed' || toolChoice.names.includes(name);
  return (
    tools.some((tool) => 'cacheBreakpoint' in tool && isSent(tool)) ||
    messages.some(({ parts }) => parts.some((part) => 'cacheBreakpoint' in part))
  );
}
