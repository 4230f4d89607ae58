import { invalidRequest } from '../errors/gateway-error.ts';
import type { RequestState } from '../ports/wire-codec.ts';
import type { HeadMove } from './head.ts';
import { checkSessionName, isConversationId } from './session-name.ts';

/** What a request builds upon; `param` is what the client calls the field, `null` when the path names it. */
export type SessionOfRequest =
  /** A stored answer, by its id. */
  | { readonly by: 'response'; readonly turnId: string; readonly param: string | null }
  /** A conversation, or a session the client has named. */
  | {
      readonly by: 'head';
      readonly name: string;
      readonly param: string | null;
      readonly ifMissing: HeadMove['ifMissing'];
    };

export const sessionHeader = 'x-cato-session';

/**
 * The session whose history the gateway keeps: what the body says, else the header `x-cato-session`.
 * @returns `null` when the request belongs to none. @throws GatewayError `invalid-request`.
 */
export function sessionOfRequest(
  state: RequestState | undefined,
  header: (name: string) => string | null,
): SessionOfRequest | null {
  const { previousResponseId = null, conversationId = null } = state ?? {};
  if (previousResponseId !== null && conversationId !== null) {
    throw invalidRequest(
      'previous_response_id',
      'A request continues a response or a conversation, not both: leave out `previous_response_id` or `conversation`.',
      'mutually_exclusive_parameters',
    );
  }
  if (previousResponseId !== null) return { by: 'response', turnId: previousResponseId, param: 'previous_response_id' };
  if (conversationId !== null) return byName(conversationId, 'conversation', 'refuse');
  const name = header(sessionHeader);
  if (name === null || name === '') return null;
  return byName(name, sessionHeader, isConversationId(name) ? 'refuse' : 'create');
}

function byName(name: string, param: string, ifMissing: HeadMove['ifMissing']): SessionOfRequest {
  return { by: 'head', name: checkSessionName(name, param), param, ifMissing };
}
