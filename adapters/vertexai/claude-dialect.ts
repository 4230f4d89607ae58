import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { ProviderFailure } from '../../core/ports/wire-codec.ts';
import { anthropicMessages } from '../../protocols/anthropic-messages/anthropic-messages.ts';
import { onlyCounted, readTokenCount } from '../../protocols/anthropic-messages/count-tokens.ts';
import { geminiOnVertex } from '../../protocols/gemini/gemini.ts';
import type { VertexDialect } from './vertex-dialect.ts';

const anthropicVersion = 'vertex-2023-10-16';

/** Claude: Anthropic Messages with the model in the address and the version in the body. */
export const claudeDialect: VertexDialect = {
  codec: { ...anthropicMessages, decodeError },
  wholeMethod: 'rawPredict',
  streamMethod: 'streamRawPredict',
  requestIdHeader: 'request-id',
  toBody({ model: _, ...body }) {
    return { anthropic_version: anthropicVersion, ...body };
  },
  // A model of its own that counts for all others, which the body names.
  countPath: () => 'publishers/anthropic/models/count-tokens:rawPredict',
  toCountBody(encoded, modelPath) {
    const model = decodeURIComponent(modelPath.slice(modelPath.lastIndexOf('/') + 1));
    return { anthropic_version: anthropicVersion, ...onlyCounted(encoded), model };
  },
  readCount: readTokenCount,
  headersFor: () => ({}),
};

/** The model's server speaks Anthropic's language; what Google refuses before it, Google's. */
function decodeError(failure: ProviderFailure): GatewayError {
  const isGoogles = /^\s*(\[\s*)?\{\s*"error"\s*:\s*\{/.test(failure.body);
  return isGoogles ? geminiOnVertex.decodeError(failure) : anthropicMessages.decodeError(failure);
}
