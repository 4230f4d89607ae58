import type { JsonObject, RequestHead } from '../../core/ports/wire-codec.ts';
import { hidesReasoning } from './hides-reasoning.ts';
import { ObjectReader } from './object-reader.ts';
import { processingOf } from './processing-of.ts';

/** No model's name comes near it; names are remembered, logged and counted. */
const maxModelLength = 512;

/** The part of the body that routing needs. @throws GatewayError `invalid-request` with `param`. */
export function decodeHead(body: JsonObject): RequestHead {
  const reader = new ObjectReader(body, '');
  const model = reader.string('model');
  if (model === '') throw reader.problem('model', 'must not be empty');
  if (model.length > maxModelLength) throw reader.problem('model', `must have at most ${maxModelLength} characters`);
  if (!Array.isArray(body.messages)) throw reader.problem('messages', 'must be a list of messages');
  return {
    model,
    stream: reader.optionalBoolean('stream') ?? false,
    includeUsage: true,
    processing: processingOf(body),
    hidesReasoning: hidesReasoning(body.thinking),
  };
}
