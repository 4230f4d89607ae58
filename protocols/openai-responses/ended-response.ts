import { isJson } from '../../core/conversation/is-json.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { saysCut } from '../../core/conversation/says-cut.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { decodeEmbeddedError } from '../openai-chat/decode-embedded-error.ts';
import { decodeIncompleteReason } from './response-status.ts';

export interface EndedResponse {
  readonly response: JsonObject;
  readonly output: readonly JsonObject[];
  readonly stopReason: StopReason;
}

/**
 * A response that has ended with an answer.
 * @throws GatewayError `broken-answer` when it is anything less, or the kind of the error it holds.
 */
export function endedResponse(response: unknown): EndedResponse {
  if (!isJsonObject(response)) throw broken('something that is not a JSON object');
  const { status, error } = response;
  if (status === 'failed' || isJsonObject(error))
    throw decodeEmbeddedError({ error: isJsonObject(error) ? error : {} });
  if (!Array.isArray(response.output)) throw broken('an answer without output');
  const output = response.output.filter(isJsonObject);
  if (status === 'incomplete') {
    const details = isJsonObject(response.incomplete_details) ? response.incomplete_details : {};
    return { response, output, stopReason: decodeIncompleteReason(details.reason) };
  }
  // Some compatible servers leave the status out of a whole answer.
  if (status !== 'completed' && status !== undefined)
    throw broken(`an answer whose status is ${JSON.stringify(status)}`);
  const stopReason = output.some(isClientCall) ? 'tool' : 'stop';
  if (!saysCut(stopReason) && output.some(hasCutInput)) throw broken('a tool call whose input was cut');
  return { response, output, stopReason };
}

function isClientCall({ type }: JsonObject): boolean {
  return type === 'function_call' || type === 'custom_tool_call';
}

function hasCutInput(item: JsonObject): boolean {
  return (
    item.type === 'function_call' &&
    typeof item.arguments === 'string' &&
    item.arguments !== '' &&
    !isJson(item.arguments)
  );
}

function broken(what: string): GatewayError {
  return new GatewayError('broken-answer', `The provider sent ${what}.`);
}
