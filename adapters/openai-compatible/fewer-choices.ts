import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';

/** How many answers a client asks for in one. */
export function choicesAskedFor({ n }: JsonObject): number {
  return typeof n === 'number' ? n : 1;
}

/** How many a whole answer holds. */
export function choicesIn(bytes: Buffer): number {
  const answer = parseProviderJson(bytes.toString('utf8'), 'an answer');
  return isJsonObject(answer) && Array.isArray(answer.choices) ? answer.choices.length : 0;
}

/** Many servers ignore `n`: asking again there would bring the same, and says nothing of their health. */
export function fewerChoices(asked: number): GatewayError {
  return new GatewayError(
    'unsupported-parameter',
    `The provider gave fewer answers than the ${asked} that \`n\` asks for. Leave \`n\` out and ask several times, or ask for another model.`,
    { param: 'n', code: 'unsupported_parameter' },
  );
}
