import type { ConversationRequest } from './conversation-request.ts';
import { isJsonObject } from './is-json-object.ts';
import type { Message } from './message.ts';
import { opaqueType } from './opaque-name.ts';

export interface AdvisedRequest {
  readonly request: ConversationRequest;
  /** What was left out, as `EncodedRequest.changes` says it. */
  readonly changes: readonly string[];
}

/** A request for a target of one protocol, without what other protocols only advise: leaving it out is no refusal, but it is said. */
export function leaveOutAdvisory(request: ConversationRequest, protocol: string): AdvisedRequest {
  const said = new Set<string>();
  const { advisory, ...rest } = request;
  const isForeign = advisory !== undefined && request.fieldsProtocol !== protocol;
  if (isForeign) for (const [name, value] of Object.entries(advisory)) said.add(`${nameOf(name, value)} dropped`);
  const messages = request.messages.flatMap((message) => withoutForeign(message, protocol, said));
  if (said.size === 0) return { request, changes: [] };
  return { request: { ...(isForeign ? rest : request), messages }, changes: [...said] };
}

/** A tool is known by what it is, not by its place. */
function nameOf(field: string, value: unknown): string {
  const isTool = /^tools(?:\.\d+|\[\d+\])$/.test(field) && isJsonObject(value) && typeof value.type === 'string';
  return isTool ? `${field} (${String(value.type).slice(0, 60)})` : field;
}

function withoutForeign(message: Message, protocol: string, said: Set<string>): Message[] {
  const parts = message.parts.filter((part) => {
    if (part.type !== 'opaque' || part.advisory !== true || part.opaque.protocol === protocol) return true;
    said.add(`${opaqueType(part.opaque)} dropped`);
    return false;
  });
  if (parts.length === message.parts.length) return [message];
  return parts.length === 0 ? [] : [{ ...message, parts }];
}
