import { GatewayError, invalidRequest } from '../errors/gateway-error.ts';

/** @param param what the client calls the field; `null` when it asked for the response itself. */
export function unknownResponse(id: string, param: string | null): GatewayError {
  const what = `Response with id '${id.slice(0, 80)}' not found. It was not stored here, was deleted, or has expired.`;
  if (param === null) return new GatewayError('not-found', what, { code: 'response_not_found' });
  return invalidRequest(param, `Previous ${what[0]?.toLowerCase()}${what.slice(1)}`, 'previous_response_not_found');
}

/** @param param what the client calls the field; `null` when it asked for the conversation itself. */
export function unknownConversation(name: string, param: string | null): GatewayError {
  return new GatewayError(
    'not-found',
    `Conversation with id '${name.slice(0, 80)}' not found. Create it with POST /v1/conversations.`,
    { param, code: 'conversation_not_found' },
  );
}

export function sessionBusy(name: string, param: string | null): GatewayError {
  return new GatewayError(
    'conflict',
    `The session '${name}' is being continued by another request. Wait for that answer, then ask again.`,
    { param, code: 'session_busy' },
  );
}

/** @param place where the client says the first thing that is another one: `messages[3]`. */
export function historyDiffers(place: string): GatewayError {
  return new GatewayError(
    'conflict',
    `${place} is not what this session says: it has moved on, or another history was sent. Send only what is new, or begin another session.`,
    { param: place, code: 'session_history_differs' },
  );
}

/** @param field what the client calls its list. */
export function historyEndsEarly(field: string): GatewayError {
  return new GatewayError(
    'conflict',
    `${field} ends before what this session says does: it has moved on. Send only what is new, or begin another session.`,
    { param: field, code: 'session_history_differs' },
  );
}

/** @param field what the client calls its list. */
export function nothingNew(field: string): GatewayError {
  return invalidRequest(
    field,
    'The request says nothing that this session does not have yet. Send a new message.',
    'nothing_new',
  );
}
