import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { ProviderFailure } from '../../core/ports/wire-codec.ts';
import { anthropicMessages } from '../../protocols/anthropic-messages/anthropic-messages.ts';
import { onlyCounted, readTokenCount } from '../../protocols/anthropic-messages/count-tokens.ts';
import type { MessagesPlace } from '../../protocols/anthropic-messages/messages-place.ts';
import { geminiOnVertex } from '../../protocols/gemini/gemini.ts';
import { placePath, type VertexPlace } from './vertex-address.ts';
import type { VertexDialect } from './vertex-dialect.ts';
import { readModelName } from './vertex-model-name.ts';

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
    return { anthropic_version: anthropicVersion, ...onlyCounted(encoded), model: nameIn(modelPath) };
  },
  readCount: readTokenCount,
  headersFor: () => ({}),
};

/** The same for bodies that pass through: `model` is in the address, and counts are asked of a model of their own. */
export function claudePlace(place: VertexPlace): MessagesPlace {
  const below = placePath(place);
  const modelPath = (model: string): string => readModelName(model).path;
  return {
    path(model, ask) {
      if (ask === 'count') return `${below}/${claudeDialect.countPath(modelPath(model))}`;
      const { streamMethod, wholeMethod } = claudeDialect;
      return `${below}/${modelPath(model)}:${ask === 'stream' ? streamMethod : wholeMethod}`;
    },
    fields: (model, ask) => ({
      anthropic_version: anthropicVersion,
      model: ask === 'count' ? nameIn(modelPath(model)) : undefined,
    }),
    decodeError,
  };
}

function nameIn(modelPath: string): string {
  return decodeURIComponent(modelPath.slice(modelPath.lastIndexOf('/') + 1));
}

/** The model's server speaks Anthropic's language; what Google refuses before it, Google's. */
function decodeError(failure: ProviderFailure): GatewayError {
  const isGoogles = /^\s*(\[\s*)?\{\s*"error"\s*:\s*\{/.test(failure.body);
  return isGoogles ? geminiOnVertex.decodeError(failure) : anthropicMessages.decodeError(failure);
}
