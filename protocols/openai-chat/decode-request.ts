import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { decodeMessages } from './decode-messages.ts';
import { decodeOptions } from './decode-options.ts';
import { decodeTools } from './decode-tools.ts';
import { parameterNames } from './parameter-names.ts';
import { protocol } from './protocol.ts';
import { UnreadFields } from './unread-fields.ts';

/** What only advises the provider's cache, and a search that a model may do and can do without. */
const hints = ['prompt_cache_options', 'prompt_cache_retention', 'web_search_options'];

/** What is read into the neutral request, and what the gateway itself reads. */
const readFields: ReadonlySet<string> = new Set([
  ...Object.values(parameterNames),
  ...['max_tokens', 'functions', 'function_call', 'safety_identifier'],
  ...['model', 'stream', 'stream_options', ...hints],
]);

/** A Chat Completions body as a neutral request. @throws GatewayError `invalid-request` with `param`. */
export function decodeRequest(body: JsonObject): ConversationRequest {
  const unread = new UnreadFields();
  const messages = decodeMessages(body.messages, unread);
  const tools = decodeTools(body, unread);
  const options = decodeOptions(body);
  unread.addOthers(withoutDefaults(body), readFields, '');
  const unknown = unread.toRecord();
  const advisory = Object.fromEntries(Object.entries(body).filter(([name, value]) => isHint(name, value)));
  return {
    messages,
    ...(tools.length === 0 ? {} : { tools }),
    ...options,
    ...(unknown === undefined ? {} : { unknown }),
    ...(Object.keys(advisory).length === 0 ? {} : { advisory, fieldsProtocol: protocol }),
  };
}

function isHint(name: string, value: unknown): boolean {
  return hints.includes(name) && value !== null && value !== undefined;
}

/** Asking for text alone asks for nothing that would not happen anyway. */
function withoutDefaults(body: JsonObject): JsonObject {
  const { modalities } = body;
  const isTextOnly = Array.isArray(modalities) && modalities.length === 1 && modalities[0] === 'text';
  return isTextOnly ? { ...body, modalities: null } : body;
}
