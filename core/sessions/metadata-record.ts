import { Buffer } from 'node:buffer';
import { GatewayError } from '../errors/gateway-error.ts';
import type { JsonObject } from '../ports/wire-codec.ts';
import { sessionLimits } from './session-limits.ts';

/**
 * A head's metadata as JSON text.
 * @throws GatewayError `body-too-large`.
 */
export function metadataRecord(metadata: JsonObject): string {
  const text = JSON.stringify(metadata);
  if (Buffer.byteLength(text) <= sessionLimits.maxMetadataBytes) return text;
  const message = `A conversation's metadata has at most ${sessionLimits.maxMetadataBytes} bytes.`;
  throw new GatewayError('body-too-large', message, { param: 'metadata' });
}
