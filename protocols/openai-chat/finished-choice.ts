import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { decodeEmbeddedError } from './decode-embedded-error.ts';
import { isJsonObject } from './json-object.ts';

export interface FinishedChoice {
  readonly completion: JsonObject;
  /** The first choice. */
  readonly choice: JsonObject;
  readonly finishReason: string;
}

/**
 * A completion whose every choice has ended.
 * @throws GatewayError `broken-answer` when it is anything less, or the kind of the error it is in disguise.
 */
export function finishedChoice(completion: unknown): FinishedChoice {
  if (!isJsonObject(completion)) throw broken('something that is not a JSON object');
  if (completion.error !== undefined && completion.error !== null) throw decodeEmbeddedError(completion);
  const choices = Array.isArray(completion.choices) ? completion.choices : [];
  const reasons = choices.map((choice) => (isJsonObject(choice) ? choice.finish_reason : null));
  const [choice] = choices;
  const [finishReason] = reasons;
  if (!isJsonObject(choice)) throw broken('an answer without choices');
  if (typeof finishReason !== 'string' || reasons.some((reason) => typeof reason !== 'string' || reason === '')) {
    throw broken('an answer without finish_reason');
  }
  return { completion, choice, finishReason };
}

function broken(what: string): GatewayError {
  return new GatewayError('broken-answer', `The provider sent ${what}.`);
}
