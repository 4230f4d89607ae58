import { GatewayError } from '../errors/gateway-error.ts';
import type { EmbeddingCall } from '../ports/embedding-model.ts';

/**
 * Many servers ignore `dimensions`: vectors that no index has room for must not look like those asked for.
 * @returns what is said of it. @throws GatewayError `unsupported-parameter` where it may not be dropped.
 */
export function otherDimensions(
  given: number,
  { request: { dimensions }, dropUnsupported }: Pick<EmbeddingCall, 'request' | 'dropUnsupported'>,
): readonly string[] {
  if (dimensions === null || given === dimensions) return [];
  if (dropUnsupported) return [`dimensions ${dimensions} → ${given}`];
  throw new GatewayError(
    'unsupported-parameter',
    `The model does not take \`dimensions\`: it answered with vectors of ${given} instead of ${dimensions}. Leave it out, or let the gateway drop such parameters (\`dropUnsupported: true\`).`,
    { param: 'dimensions', code: 'unsupported_parameter' },
  );
}
