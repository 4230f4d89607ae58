import type { JsonObject, RequestHead } from '../../core/ports/wire-codec.ts';
import { readBoolean, readName, readObject, readOptional } from './read-field.ts';

/** The part of the body that routing needs. @throws GatewayError `invalid-request` with `param`. */
export function decodeHead(body: JsonObject): RequestHead {
  const streamOptions = readOptional(body.stream_options, 'stream_options', readObject);
  const includeUsage = readOptional(streamOptions?.include_usage, 'stream_options.include_usage', readBoolean);
  return {
    model: readName(body.model, 'model'),
    stream: readOptional(body.stream, 'stream', readBoolean) ?? false,
    includeUsage: includeUsage ?? false,
  };
}
