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
  };
}
