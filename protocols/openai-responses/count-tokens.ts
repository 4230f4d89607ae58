import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { EncodedRequest, EncodeOptions } from '../../core/ports/wire-codec.ts';
import { encodeRequest } from './encode-request.ts';

/** The fields of a body that say what goes in, and no others are taken where it is only counted. */
const countedFields: ReadonlySet<string> = new Set([
  ...['model', 'instructions', 'input', 'tools', 'tool_choice', 'parallel_tool_calls'],
  ...['reasoning', 'text', 'truncation'],
]);

/**
 * A neutral request as a body of `/responses/input_tokens`. What is asked of the answer alone is no matter here, so
 * that a model which is asked in another format is not refused for what only this one has no word for.
 * @throws UnsupportedOptions as `encodeRequest` does.
 */
export function encodeCountRequest(request: ConversationRequest, options: EncodeOptions): EncodedRequest {
  const { messages, tools, toolChoice, parallelToolCalls, responseFormat, reasoningEffort, verbosity } = request;
  const { unknown, advisory, fieldsProtocol } = request;
  const counted: ConversationRequest = {
    messages,
    ...(tools && { tools }),
    ...(toolChoice && { toolChoice }),
    ...(parallelToolCalls !== undefined && { parallelToolCalls }),
    ...(responseFormat && { responseFormat }),
    ...(reasoningEffort && { reasoningEffort }),
    ...(verbosity && { verbosity }),
    ...(unknown && { unknown }),
    ...(advisory && { advisory }),
    ...(fieldsProtocol !== undefined && { fieldsProtocol }),
  };
  const { body, changes } = encodeRequest(counted, options);
  return { body: Object.fromEntries(Object.entries(body).filter(([field]) => countedFields.has(field))), changes };
}

/** @throws GatewayError `broken-answer` when no number was answered. */
export function readTokenCount(bytes: Buffer): number {
  let answer: unknown = null;
  try {
    answer = JSON.parse(bytes.toString('utf8'));
  } catch {
    // Refused below, as is any other answer without a number.
  }
  const tokens = isJsonObject(answer) ? answer.input_tokens : null;
  if (typeof tokens === 'number' && Number.isFinite(tokens)) return tokens;
  throw new GatewayError('broken-answer', 'The provider did not say how many tokens it counted.');
}
