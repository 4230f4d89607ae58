import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { decodeMessages } from './decode-messages.ts';
import { decodeOptions } from './decode-options.ts';
import { decodeTools } from './decode-tools.ts';
import { parameterNames } from './parameter-names.ts';
import { UnreadFields } from './unread-fields.ts';

/** What is read into the neutral request, and what the gateway itself reads. */
const readFields: ReadonlySet<string> = new Set([
  ...Object.values(parameterNames),
  ...['max_tokens', 'functions', 'function_call', 'safety_identifier'],
  ...['model', 'stream', 'stream_options'],
]);

/** A Chat Completions body as a neutral request. @throws GatewayError `invalid-request` with `param`. */
export function decodeRequest(body: JsonObject): ConversationRequest {
  const unread = new UnreadFields();
  const messages = decodeMessages(body.messages, unread);
  const tools = decodeTools(body, unread);
  const options = decodeOptions(body);
  unread.addOthers(withoutDefaults(body), readFields, '');
  const unknown = unread.toRecord();
  return {
    messages,
    ...(tools.length === 0 ? {} : { tools }),
    ...options,
    ...(unknown === undefined ? {} : { unknown }),
  };
}

/** Asking for text alone asks for nothing that would not happen anyway. */
function withoutDefaults(body: JsonObject): JsonObject {
  const { modalities } = body;
  const isTextOnly = Array.isArray(modalities) && modalities.length === 1 && modalities[0] === 'text';
  return isTextOnly ? { ...body, modalities: null } : body;
}
