import { GatewayError } from '../../core/errors/gateway-error.ts';

/** Calls of OpenAI's that would pass for others here: a last word that reads like an id. */
const calls: readonly { readonly method: string; readonly path: RegExp; readonly advice: string }[] = [
  {
    method: 'POST',
    path: /^(?:\/v1)*\/responses\/compact$/,
    advice: 'of a history that is kept here, what does not fit a model is left out by itself',
  },
];

/** Says that a call is not there, where its path alone would be taken for that of something else; `null` for any other. */
export function notOffered(method: string, path: string): GatewayError | null {
  const found = calls.find((call) => call.method === method && call.path.test(path));
  return found ? new GatewayError('not-found', `${method} ${path} is not offered: ${found.advice}.`) : null;
}
