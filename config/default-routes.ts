import { defaultModel, defaultRouteNames } from './default-models.ts';
import type { EffectiveProvider } from './effective-provider.ts';
import type { EffectiveRoute } from './effective-route.ts';
import type { EffectiveTarget } from './effective-target.ts';
import { isSelfContainedKind } from './provider-kinds.ts';

export interface DefaultRoutes {
  readonly routes: readonly EffectiveRoute[];
  /** The targets these routes lead to that are not in the configuration. */
  readonly targets: readonly EffectiveTarget[];
}

/** `auto`, `smart`, `fast` and `code` over one provider; none where no model of it is known. */
export function defaultRoutes(
  provider: EffectiveProvider,
  configured: readonly EffectiveTarget[],
  ollamaModels: readonly string[],
): DefaultRoutes {
  const routes: EffectiveRoute[] = [];
  const targets: EffectiveTarget[] = [];
  for (const name of defaultRouteNames) {
    const known = isSelfContainedKind(provider.kind) ? defaultModel(provider.kind, name, provider.region) : null;
    const installed = provider.kind === 'ollama' ? firstChatModel(ollamaModels) : null;
    const ofProvider = configured.find((target) => target.provider === provider.name)?.model;
    const model = provider.model ?? known ?? installed ?? ofProvider;
    // A target of that name is asked for as it stands.
    if (model === undefined || configured.some((target) => target.name === name)) continue;
    const existing = [...configured, ...targets].find(
      (target) => target.provider === provider.name && target.model === model,
    );
    const target = existing ?? impliedTarget(provider.name, model);
    if (existing === undefined) targets.push(target);
    routes.push({ name, targets: [target.name], dropUnsupported: null, resilience: null, origin: 'default' });
  }
  return { routes, targets };
}

/** A model that is reached without being configured as a target. */
export function impliedTarget(provider: string, model: string): EffectiveTarget {
  return {
    name: `${provider}/${model}`,
    provider,
    model,
    origin: 'default',
    contextWindow: null,
    maxOutputTokens: null,
    capabilities: {},
    price: null,
    resilience: null,
  };
}

/** Ollama lists what it has by date of use; models for embeddings cannot chat. */
function firstChatModel(models: readonly string[]): string | null {
  return models.find((model) => !/embed|rerank|minilm|bge-/i.test(model)) ?? null;
}
