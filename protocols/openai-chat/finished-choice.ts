import { isJson } from '../../core/conversation/is-json.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { saysCut } from '../../core/conversation/says-cut.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { decodeEmbeddedError } from './decode-embedded-error.ts';
import { decodeStopReason } from './stop-reasons.ts';

export interface FinishedChoice {
  readonly completion: JsonObject;
  /** The first choice. */
  readonly choice: JsonObject;
  /** The first choice's. */
  readonly stopReason: StopReason;
}

/**
 * A completion whose every choice has ended.
 * @throws GatewayError `broken-answer` when it is anything less, or the kind of the error it is in disguise.
 */
export function finishedChoice(completion: unknown): FinishedChoice {
  if (!isJsonObject(completion)) throw broken('something that is not a JSON object');
  if (completion.error !== undefined && completion.error !== null) throw decodeEmbeddedError(completion);
  const choices = Array.isArray(completion.choices) ? completion.choices : [];
  const [choice] = choices;
  if (!isJsonObject(choice)) throw broken('an answer without choices');
  const [stopReason] = choices.map(stopReasonOf);
  return { completion, choice, stopReason: stopReason ?? 'stop' };
}

function stopReasonOf(choice: unknown): StopReason {
  const stopReason = decodeStopReason(finishReason(choice));
  const message = isJsonObject(choice) && isJsonObject(choice.message) ? choice.message : {};
  if (!saysCut(stopReason) && hasCutInput(message)) throw broken('a tool call whose input was cut');
  return stopReason;
}

/** Whether the input of a function call is not JSON. */
function hasCutInput({ tool_calls, function_call }: JsonObject): boolean {
  const calls = (Array.isArray(tool_calls) ? tool_calls : []).map((call) =>
    isJsonObject(call) ? call.function : null,
  );
  return [...calls, function_call].some((call) => {
    const input = isJsonObject(call) ? call.arguments : null;
    return typeof input === 'string' && input !== '' && !isJson(input);
  });
}

function finishReason(choice: unknown): string {
  const reason = isJsonObject(choice) ? choice.finish_reason : null;
  if (typeof reason !== 'string' || reason === '') throw broken('an answer without finish_reason');
  return reason;
}

function broken(what: string): GatewayError {
  return new GatewayError('broken-answer', `The provider sent ${what}.`);
}
