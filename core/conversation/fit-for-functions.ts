import type { ConversationRequest } from './conversation-request.ts';
import { customToolsAsFunctions } from './custom-tools-as-functions.ts';
import { type AdvisedRequest, leaveOutAdvisory } from './leave-out-advisory.ts';

/** A request for a target whose protocol knows functions only: without what other protocols advise, its custom tools as functions. */
export function fitForFunctions(request: ConversationRequest, protocol: string): AdvisedRequest {
  const advised = leaveOutAdvisory(request, protocol);
  const fitted = customToolsAsFunctions(advised.request);
  return { request: fitted.request, changes: [...advised.changes, ...fitted.changes] };
}
