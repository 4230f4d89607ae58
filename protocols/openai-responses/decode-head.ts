import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject, RequestHead } from '../../core/ports/wire-codec.ts';
import { processingTier } from '../openai-chat/processing-tier.ts';
import { readBoolean, readName, readObject, readOptional } from '../openai-chat/read-field.ts';

/** No model's name comes near it; names are remembered, logged and counted. */
const maxModelLength = 512;

/** The part of the body that routing needs. @throws GatewayError `invalid-request` with `param`. */
export function decodeHead(body: JsonObject): RequestHead {
  const model = readName(body.model, 'model');
  if (model.length > maxModelLength)
    throw invalidRequest('model', `\`model\` must have at most ${maxModelLength} characters.`, 'invalid_value');
  readOptional(body.stream_options, 'stream_options', readObject);
  return {
    model,
    stream: readOptional(body.stream, 'stream', readBoolean) ?? false,
    // The last event of every stream tells it.
    includeUsage: true,
    processing: processingTier(body.service_tier),
    state: {
      previousResponseId: readOptional(body.previous_response_id, 'previous_response_id', readName) ?? null,
      conversationId: conversationOf(body.conversation),
      store: readOptional(body.store, 'store', readBoolean) ?? true,
      background: readOptional(body.background, 'background', readBoolean) ?? false,
    },
  };
}

/** A conversation is named by its id, or by an object that has it. */
function conversationOf(conversation: unknown): string | null {
  if (conversation === undefined || conversation === null) return null;
  if (!isJsonObject(conversation)) return readName(conversation, 'conversation');
  return readName(conversation.id, 'conversation.id');
}
