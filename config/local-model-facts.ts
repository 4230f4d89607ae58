import { type ModelFacts, unknownModelFacts } from '../core/routing/model-facts.ts';
import { findKnownWeights } from './known-weights.ts';
import type { ProviderKind } from './provider-kinds.ts';

const free = { minInputTokens: 0, processing: 'standard', input: 0, output: 0, cacheRead: null, cacheWrite: {} };

/** What holds of all weights that run on this machine; `null` for kinds of providers that run elsewhere. */
export function localModelFacts(kind: ProviderKind, model: string): ModelFacts | null {
  if (kind !== 'llama-cpp' && kind !== 'onnx-encoder') return null;
  const common = { tools: false, images: false, documents: false, cacheBreakpoints: false };
  return {
    ...unknownModelFacts(model),
    contextWindow: findKnownWeights(model)?.contextWindow ?? null,
    prices: [free],
    capabilities:
      kind === 'llama-cpp'
        ? { ...common, structuredOutput: true, embeddings: false }
        : { ...common, structuredOutput: false, embeddings: true },
  };
}
