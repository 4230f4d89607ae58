import { isJsonObject } from '../../core/conversation/is-json-object.ts';
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
  const [stopReason] = choices.map((each) => decodeStopReason(finishReason(each)));
  return { completion, choice, stopReason: stopReason ?? 'stop' };
}

function finishReason(choice: unknown): string {
  const reason = isJsonObject(choice) ? choice.finish_reason : null;
  if (typeof reason !== 'string' || reason === '') throw broken('an answer without finish_reason');
  return reason;
}

function broken(what: string): GatewayError {
  return new GatewayError('broken-answer', `The provider sent ${what}.`);
}
