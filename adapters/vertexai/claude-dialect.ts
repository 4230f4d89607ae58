import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { ProviderFailure } from '../../core/ports/wire-codec.ts';
import { anthropicMessages } from '../../protocols/anthropic-messages/anthropic-messages.ts';
import { geminiOnVertex } from '../../protocols/gemini/gemini.ts';
import type { VertexDialect } from './vertex-dialect.ts';

/** Claude: Anthropic Messages with the model in the address and the version in the body. */
export const claudeDialect: VertexDialect = {
  codec: { ...anthropicMessages, decodeError },
  wholeMethod: 'rawPredict',
  streamMethod: 'streamRawPredict',
  requestIdHeader: 'request-id',
  toBody({ model: _, ...body }) {
    return { anthropic_version: 'vertex-2023-10-16', ...body };
  },
  headersFor: () => ({}),
};

/** The model's server speaks Anthropic's language; what Google refuses before it, Google's. */
function decodeError(failure: ProviderFailure): GatewayError {
  const isGoogles = /^\s*(\[\s*)?\{\s*"error"\s*:\s*\{/.test(failure.body);
  return isGoogles ? geminiOnVertex.decodeError(failure) : anthropicMessages.decodeError(failure);
}
