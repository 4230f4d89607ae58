import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject, RequestHead } from '../../core/ports/wire-codec.ts';
import { processingTier } from './processing-tier.ts';
import { readBoolean, readCount, readName, readObject, readOptional } from './read-field.ts';

/** No model's name comes near it; names are remembered, logged and counted. */
const maxModelLength = 512;

/** The part of the body that routing needs. @throws GatewayError `invalid-request` with `param`. */
export function decodeHead(body: JsonObject): RequestHead {
  const streamOptions = readOptional(body.stream_options, 'stream_options', readObject);
  const includeUsage = readOptional(streamOptions?.include_usage, 'stream_options.include_usage', readBoolean);
  const model = readName(body.model, 'model');
  if (model.length > maxModelLength)
    throw invalidRequest('model', `\`model\` must have at most ${maxModelLength} characters.`, 'invalid_value');
  // How many choices a stream must bring hangs on it, whoever answers.
  readOptional(body.n, 'n', readCount);
  return {
    model,
    stream: readOptional(body.stream, 'stream', readBoolean) ?? false,
    includeUsage: includeUsage ?? false,
    processing: processingTier(body.service_tier),
  };
}
