import { GatewayError } from '../errors/gateway-error.ts';
import { UnsupportedOptions } from '../errors/unsupported-options.ts';
import type { Target } from '../routing/target.ts';
import { type ChatCall, chatModelFor, modelCall } from './chat-call.ts';
import { unsupportedParameter } from './unsupported-parameter.ts';

/**
 * Finds, before a client is told that it will be answered, what every target would refuse the request for.
 * @throws GatewayError what the first of them refuses.
 */
export async function refuseAtOnce(call: ChatCall): Promise<void> {
  call.conversation();
  const refusals: GatewayError[] = [];
  for (const target of call.plan.targets) {
    const refusal = await refusalOf(call, target);
    if (refusal === null) return;
    refusals.push(refusal);
  }
  if (refusals[0]) throw refusals[0];
}

/** `null` when only asking can tell. */
async function refusalOf(call: ChatCall, target: Target): Promise<GatewayError | null> {
  try {
    await chatModelFor(call, target).check?.(modelCall(call, target, call.signal));
    return null;
  } catch (error) {
    if (error instanceof UnsupportedOptions) return unsupportedParameter(error, target.label, call.codec);
    // What is missing on this machine may be there by the time of the answer.
    return error instanceof GatewayError && error.kind === 'invalid-request' ? error : null;
  }
}
