import { type DefaultRouteName, defaultModel, defaultRouteNames } from './default-models.ts';
import type { EffectiveProvider } from './effective-provider.ts';
import { type EffectiveRoute, plainRoute, type RouteMember } from './effective-route.ts';
import type { EffectiveTarget } from './effective-target.ts';
import { isSelfContainedKind } from './provider-kinds.ts';

export interface DefaultRoutes {
  readonly routes: readonly EffectiveRoute[];
  /** The targets these routes lead to that are not in the configuration. */
  readonly targets: readonly EffectiveTarget[];
}

/** Which default routes' models answer each tier of `auto`: the cheap one what is simple, stronger ones the rest. */
const tiersOfAuto = {
  simple: ['fast', 'auto'],
  complex: ['auto', 'smart'],
  code: ['code', 'auto'],
  longContext: ['auto', 'smart'],
} as const satisfies Record<string, readonly DefaultRouteName[]>;

/** `auto`, `smart`, `fast` and `code` over one provider; none where no model of it is known. */
export function defaultRoutes(
  provider: EffectiveProvider,
  configured: readonly EffectiveTarget[],
  ollamaModels: readonly string[],
): DefaultRoutes {
  const targets: EffectiveTarget[] = [];
  const targetFor = (route: DefaultRouteName): string | null => {
    const model = modelFor(route, provider, configured, ollamaModels);
    if (model === null) return null;
    const existing = [...configured, ...targets].find(
      (target) => target.provider === provider.name && target.model === model,
    );
    if (existing) return existing.name;
    const implied = impliedTarget(provider.name, model);
    targets.push(implied);
    return implied.name;
  };
  const routes = defaultRouteNames
    // A target of that name is asked for as it stands.
    .filter((name) => !configured.some((target) => target.name === name))
    .flatMap((name) => {
      const target = targetFor(name);
      if (target === null) return [];
      const route = plainRoute(name, [target], 'default');
      return [name === 'auto' ? tiered(route, targetFor) : route];
    });
  return { routes, targets };
}

/** `auto` sorts by tier where there is more than one model to sort into. */
function tiered(auto: EffectiveRoute, targetFor: (route: DefaultRouteName) => string | null): EffectiveRoute {
  const tiers = Object.fromEntries(
    Object.entries(tiersOfAuto).map(([tier, routes]) => {
      const names = new Set(routes.flatMap((route) => targetFor(route) ?? []));
      return [tier, [...names].map((target): RouteMember => ({ target, weight: 1 }))];
    }),
  );
  const models = new Set(Object.values(tiers).flatMap((members) => members.map(({ target }) => target)));
  return models.size > 1 ? { ...auto, targets: [], tiers } : auto;
}

function modelFor(
  route: DefaultRouteName,
  { kind, model, name, region }: EffectiveProvider,
  configured: readonly EffectiveTarget[],
  ollamaModels: readonly string[],
): string | null {
  // An encoder answers nobody.
  if (kind === 'onnx-encoder') return null;
  const known = isSelfContainedKind(kind) ? defaultModel(kind, route, region) : null;
  const installed = kind === 'ollama' ? firstChatModel(ollamaModels) : null;
  return model ?? known ?? installed ?? configured.find((target) => target.provider === name)?.model ?? null;
}

/** A model that is reached without being configured as a target. */
export function impliedTarget(provider: string, model: string): EffectiveTarget {
  return {
    name: `${provider}/${model}`,
    provider,
    model,
    origin: 'default',
    api: null,
    batch: 'lines',
    allowedBetas: null,
    contextWindow: null,
    maxOutputTokens: null,
    capabilities: {},
    price: null,
    rpm: null,
    tpm: null,
    resilience: null,
  };
}

/** Ollama lists what it has by date of use; models for embeddings cannot chat. */
function firstChatModel(models: readonly string[]): string | null {
  return models.find((model) => !/embed|rerank|minilm|bge-/i.test(model)) ?? null;
}
