import { defaultRouteNames } from '../config/default-models.ts';
import { resolveResilience } from '../config/resolve-resilience.ts';
import type { Clock } from '../core/ports/clock.ts';
import { ModelDirectory } from '../core/routing/model-directory.ts';
import type { Target } from '../core/routing/target.ts';
import { configureEmbeddings } from './embedding-advice.ts';

/** What every name leads to when no provider is configured: the embedded model, and the reason is told. */
export async function embeddedModels(clock: Clock, dropUnsupported: boolean): Promise<ModelDirectory> {
  const [{ createEmbeddedChatModel }, { embeddedModelFacts: facts, embeddedModelId: model }] = await Promise.all([
    import('../adapters/embedded/embedded-chat-model.ts'),
    import('../adapters/embedded/embedded-model-facts.ts'),
  ]);
  const chatModel = createEmbeddedChatModel({ clock });
  const target: Target = {
    label: `embedded/${model}`,
    name: model,
    provider: 'embedded',
    model,
    facts,
    chatModel,
    resilience: resolveResilience([], { reasoning: false }),
  };
  const limits = { maxAttempts: 1, totalMs: target.resilience.timeouts.totalMs };
  const reason = 'no provider is configured: the embedded offline model answers';
  return new ModelDirectory({
    routes: [...defaultRouteNames, '*'].map((name) => ({ name, targets: [target], dropUnsupported, limits, reason })),
    targets: [target],
    providers: [],
    dropUnsupported,
    embeddingAdvice: `The embedded model only answers conversations. ${configureEmbeddings}`,
  });
}
