import type { ErrorKind } from '../../core/errors/error-kind.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';
import type { ProviderFailure } from '../../core/ports/wire-codec.ts';
import { decodeEmbeddedError } from '../../protocols/openai-chat/decode-embedded-error.ts';
import { decodeError } from '../../protocols/openai-chat/decode-error.ts';
import { readErrorFields } from '../../protocols/openai-chat/error-fields.ts';
import type { BridgedCall } from './bridged-call.ts';
import { parseJson } from './parse-json.ts';

const maxMessageLength = 500;

/** What the AI SDK's errors about the call itself mean, by their names. */
const ownErrors: ReadonlyMap<string, ErrorKind> = new Map([
  ['AI_LoadAPIKeyError', 'upstream-auth'],
  ['AI_LoadSettingError', 'upstream-auth'],
  ['AI_NoSuchModelError', 'upstream-not-found'],
  ['AI_NoSuchProviderReferenceError', 'invalid-request'],
  ['AI_InvalidPromptError', 'invalid-request'],
  ['AI_InvalidArgumentError', 'invalid-request'],
  ['AI_UnsupportedFunctionalityError', 'unsupported-parameter'],
]);

/**
 * Translates what a package throws, or puts into its stream, into the one error of the gateway, once. Not yet redacted.
 * @param now milliseconds since the epoch, to read dates in `retry-after`.
 */
export function bridgeFailure(thrown: unknown, call: BridgedCall, now: number): GatewayError | UnsupportedOptions {
  const known = inCauses(thrown);
  if (known !== null) return known;
  if (!(thrown instanceof Error) && !isNamed(thrown)) return decodeEmbeddedError({ error: thrown });
  const { name, message } = thrown;
  const failure = call.failure ?? failureOf(thrown, now);
  if (failure !== null) return decodeStatus(failure, message);
  const kind = ownErrors.get(name);
  if (kind !== undefined) return new GatewayError(kind, cut(message), { cause: thrown });
  // A package that fails over a success fails over what it says.
  if (name.startsWith('AI_') || (call.response !== null && call.response.status < 300)) {
    return new GatewayError('broken-answer', `The provider's answer cannot be read (${name}).`, { cause: thrown });
  }
  return new GatewayError('upstream-fault', cut(`The package of the AI SDK failed: ${message}`), { cause: thrown });
}

/** Our own errors come wrapped where the package takes them for network faults. */
function inCauses(thrown: unknown): GatewayError | UnsupportedOptions | null {
  const seen = new Set<unknown>();
  for (let one = thrown; typeof one === 'object' && one !== null && !seen.has(one); one = Reflect.get(one, 'cause')) {
    if (one instanceof GatewayError || one instanceof UnsupportedOptions) return one;
    seen.add(one);
  }
  return null;
}

/** By shape, not by class: the package has its own copy of the classes. */
function isNamed(thrown: unknown): thrown is Error {
  const named: unknown = typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, 'name') : null;
  return typeof named === 'string' && named.startsWith('AI_');
}

/** An error status that did not come over the gateway's own HTTP. */
function failureOf(thrown: Error, now: number): ProviderFailure | null {
  const status: unknown = Reflect.get(thrown, 'statusCode');
  if (typeof status !== 'number' || status < 400) return null;
  const headers: unknown = Reflect.get(thrown, 'responseHeaders');
  const body: unknown = Reflect.get(thrown, 'responseBody');
  return {
    status,
    header: (name) => {
      const value: unknown = typeof headers === 'object' && headers !== null ? Reflect.get(headers, name) : null;
      return typeof value === 'string' ? value : null;
    },
    body: typeof body === 'string' ? body : '',
    now,
  };
}

/** The package may understand an error body of its provider that is not of the usual shape. */
function decodeStatus(failure: ProviderFailure, message: string): GatewayError {
  const decoded = decodeError(failure);
  if (readErrorFields(parseJson(failure.body)) !== null || message === '') return decoded;
  const { kind, retryAfterMs, upstream } = decoded;
  return new GatewayError(kind, cut(message), { retryAfterMs, upstream });
}

function cut(message: string): string {
  return message.length > maxMessageLength ? `${message.slice(0, maxMessageLength)}…` : message;
}
