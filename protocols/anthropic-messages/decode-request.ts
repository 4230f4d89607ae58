import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { decodeMessages, decodeSystem } from './decode-messages.ts';
import { decodeOutput } from './decode-thinking.ts';
import { decodeToolChoice, decodeTools } from './decode-tools.ts';
import { decodeUserId } from './decode-user-id.ts';
import { ObjectReader } from './object-reader.ts';
import { UnknownFields } from './unknown-fields.ts';

/**
 * A client's body as a neutral request. `model` and `stream` are checked here and read by whoever routes.
 * `max_tokens` may be missing, as it is where tokens are only counted.
 * @throws GatewayError `invalid-request` whose `param` is the path of the field at fault.
 */
export function decodeRequest(body: JsonObject): ConversationRequest {
  const reader = new ObjectReader(body, '');
  const unknown = new UnknownFields();
  reader.string('model');
  reader.optionalBoolean('stream');
  const maxOutputTokens = reader.optionalCount('max_tokens');
  const messages = [...decodeSystem(reader), ...decodeMessages(reader, unknown)];
  const decoded = decodeTools(reader, unknown);
  const { tools } = decoded;
  const temperature = reader.optionalNumber('temperature', 0, 1);
  const topP = reader.optionalNumber('top_p', 0, 1);
  const topK = reader.optionalCount('top_k');
  const stop = decodeStop(reader);
  const userId = decodeUserId(reader, unknown);
  checkServiceTier(reader, unknown);
  const choice = decodeToolChoice(reader, decoded, unknown);
  const output = decodeOutput(reader, unknown);
  unknown.addRest(reader);
  return {
    messages,
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(tools.length > 0 && { tools }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(topK !== undefined && { topK }),
    ...(stop !== undefined && { stop }),
    ...(userId !== undefined && { userId }),
    ...choice,
    ...output,
    ...unknown.toRecords(),
  };
}

function decodeStop(reader: ObjectReader): string[] | undefined {
  return reader.optionalList('stop_sequences')?.map((sequence, index) => {
    if (typeof sequence !== 'string') throw reader.problem(`stop_sequences.${index}`, 'must be a string');
    return sequence;
  });
}

/** Whether bought capacity may be used: no tier as other formats have them, so it is for targets of this one. */
function checkServiceTier(reader: ObjectReader, unknown: UnknownFields): void {
  const tier = reader.optionalString('service_tier');
  if (tier === undefined || tier === 'auto') return;
  if (tier !== 'standard_only') throw reader.problem('service_tier', 'must be auto or standard_only');
  unknown.add('service_tier', tier);
}
