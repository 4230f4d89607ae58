import { defaultRouteNames } from '../config/default-routes.ts';
import { resolveResilience } from '../config/resolve-resilience.ts';
import type { ChatModel } from '../core/ports/chat-model.ts';
import { ModelDirectory } from '../core/routing/model-directory.ts';
import { unknownModelFacts } from '../core/routing/model-facts.ts';
import type { Target } from '../core/routing/target.ts';

/** What every name leads to when no provider is configured: the embedded model, and the reason is told. */
export function embeddedModels(chatModel: ChatModel, dropUnsupported: boolean): ModelDirectory {
  const target: Target = {
    label: 'embedded/cato-embedded',
    name: 'cato-embedded',
    provider: 'embedded',
    model: 'cato-embedded',
    facts: { ...unknownModelFacts('cato-embedded'), prices: [] },
    chatModel,
    resilience: resolveResilience([], { reasoning: false }),
  };
  const reason = 'no provider is configured: the embedded offline model answers';
  return new ModelDirectory({
    routes: [...defaultRouteNames, '*'].map((name) => ({ name, targets: [target], dropUnsupported, reason })),
    targets: [target],
    providers: [],
    dropUnsupported,
  });
}
