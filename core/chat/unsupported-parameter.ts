import { GatewayError } from '../errors/gateway-error.ts';
import { listNames } from '../errors/list-names.ts';
import type { UnsupportedOptions } from '../errors/unsupported-options.ts';
import type { ClientCodec } from '../ports/wire-codec.ts';

/** What a client is told whose request a target cannot take. @param label the target's. */
export function unsupportedParameter(
  { options, fields, reason }: UnsupportedOptions,
  label: string,
  codec: Pick<ClientCodec, 'parameterName'>,
): GatewayError {
  const names = [...options.map((option) => codec.parameterName(option)), ...fields];
  const why = reason ?? 'its provider has no equivalent';
  const advice =
    'Leave it out, ask for another model, or let the gateway drop such parameters (`dropUnsupported: true`).';
  return new GatewayError(
    'unsupported-parameter',
    `${label} does not take ${listNames(names.map((name) => `\`${name}\``))}: ${why}. ${advice}`,
    { param: names[0] ?? null, code: 'unsupported_parameter' },
  );
}
