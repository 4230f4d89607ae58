import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { OpaqueData } from '../../core/conversation/part.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { protocolName } from './protocol-name.ts';
import type { WirePart } from './wire-part.ts';

/** What the vendor documents for calls its model did not sign: made by another model, or by one that lost the signature. */
const standIn = 'skip_thought_signature_validator';

/** The signature of a part that came, to travel with what is made of it. */
export function keepSignature(part: JsonObject): { opaque?: OpaqueData } {
  const { thoughtSignature } = part;
  if (typeof thoughtSignature !== 'string' || thoughtSignature === '') return {};
  return { opaque: { protocol: protocolName, data: { thoughtSignature } } };
}

/** The same on its way back. */
export function returnSignature(opaque: OpaqueData | undefined): { thoughtSignature?: string } {
  if (opaque?.protocol !== protocolName || !isJsonObject(opaque.data)) return {};
  const { thoughtSignature } = opaque.data;
  return typeof thoughtSignature === 'string' ? { thoughtSignature } : {};
}

/**
 * Signs the first call of a model's turn when no call of the turn is signed: the model signs the first of parallel
 * calls alone, and from its third generation on refuses a turn without.
 * @returns whether it was needed.
 */
export function signFirstCall(parts: readonly WirePart[]): boolean {
  const calls = parts.filter((part) => part.functionCall !== undefined);
  const [first] = calls;
  if (first === undefined || calls.some((call) => call.thoughtSignature !== undefined)) return false;
  first.thoughtSignature = standIn;
  return true;
}
