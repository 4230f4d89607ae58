import type { EmbeddingCall, EmbeddingRequest } from '../../../core/ports/embedding-model.ts';
import { unknownModelFacts } from '../../../core/routing/model-facts.ts';

export interface EmbeddingCallOptions extends Partial<Omit<EmbeddingCall, 'request'>> {
  readonly request?: Partial<EmbeddingRequest>;
}

/** A neutral call for the vectors of one text. */
export function createEmbeddingCall({ request, ...over }: EmbeddingCallOptions = {}): EmbeddingCall {
  return {
    requestId: 'req-contract',
    model: 'tide-vectors-1',
    facts: unknownModelFacts('tide-vectors'),
    raw: null,
    request: {
      inputs: ['How high is the tide?'],
      encoding: 'float',
      dimensions: null,
      inputType: null,
      user: null,
      unreadFields: [],
      ...request,
    },
    dropUnsupported: false,
    kept: new Map(),
    signal: new AbortController().signal,
    connectMs: 3000,
    ...over,
  };
}
