import { readModelName } from '../adapters/vertexai/vertex-model-name.ts';
import { impliedTarget } from '../config/default-routes.ts';
import type { EffectiveConfig } from '../config/effective-config.ts';
import type { EffectiveProvider } from '../config/effective-provider.ts';
import type { EffectiveRoute } from '../config/effective-route.ts';
import type { EffectiveTarget } from '../config/effective-target.ts';
import { localModelFacts } from '../config/local-model-facts.ts';
import { createModelCatalogue, type ModelCatalogue } from '../config/model-catalogue.ts';
import type { ModelRow } from '../config/model-row.ts';
import { resolveResilience } from '../config/resolve-resilience.ts';
import type { ResilienceConfig } from '../config/schema/resilience.ts';
import { unconfiguredModelAdvice } from '../config/unconfigured-model.ts';
import type { ChatModel } from '../core/ports/chat-model.ts';
import type { EmbeddingModel } from '../core/ports/embedding-model.ts';
import type { ProviderBatches } from '../core/ports/provider-batches.ts';
import { ModelDirectory, type ModelProvider, type Route } from '../core/routing/model-directory.ts';
import { type ModelFacts, unknownModelFacts } from '../core/routing/model-facts.ts';
import type { Target } from '../core/routing/target.ts';
import { protocolName as messagesProtocol } from '../protocols/anthropic-messages/protocol-name.ts';
import { protocol as chatProtocol } from '../protocols/openai-chat/protocol.ts';
import { protocol as responsesProtocol } from '../protocols/openai-responses/protocol.ts';
import { buildRoutePolicy, type FindTarget } from './build-route-policy.ts';
import { embeddingAdvice } from './embedding-advice.ts';

const maxRememberedTargets = 1000;

export interface BuildModelsOptions {
  readonly config: EffectiveConfig;
  /** What is known of models. */
  readonly modelRows: readonly ModelRow[];
  readonly ollamaModels: readonly string[];
  /** The chat models of each provider, by the provider's name: each wire format, the usual one first. */
  readonly chatModels: ReadonlyMap<string, readonly ChatModel[]>;
  /** The embedding model of each provider that has any, by the provider's name. */
  readonly embeddingModels: ReadonlyMap<string, EmbeddingModel>;
  /** The batch API of each provider that has any, by the provider's name. Default none. */
  readonly batches?: ReadonlyMap<string, ProviderBatches>;
}

/** From the configuration that holds to what a client's `model` can lead to. */
export function buildModels(options: BuildModelsOptions): ModelDirectory {
  const { config, modelRows, ollamaModels, chatModels, embeddingModels, batches } = options;
  const catalogue = createModelCatalogue(modelRows);
  const providers = new Map(config.providers.map((provider) => [provider.name, provider]));

  const build = (target: EffectiveTarget, route: ResilienceConfig | null): Target => {
    const provider = providers.get(target.provider);
    const ways = waysTo(provider, target, chatModels.get(target.provider) ?? []);
    const chatModel = ways.find(({ protocol }) => protocol === protocolOf(target)) ?? ways[0];
    if (!provider || !chatModel) throw new RangeError(`target ${target.name} has no provider ${target.provider}`);
    const known =
      catalogue.find(provider.kind, target.model, placeOf(provider)) ?? localModelFacts(provider.kind, target.model);
    const facts = factsOf(target, provider, known);
    // Of a model nobody has told us about its provider is the judge.
    const mayEmbed = facts.capabilities.embeddings ?? known === null;
    const embeddingModel = mayEmbed ? embeddingModels.get(provider.name) : undefined;
    const batchApi = batches?.get(provider.name);
    const { reasoning, alwaysThinks } = facts.capabilities;
    return {
      label: `${provider.name}/${target.model}`,
      name: target.name,
      provider: provider.name,
      model: target.model,
      facts,
      chatModel,
      ...(ways.length === 1 ? {} : { otherChatModels: ways.filter((way) => way !== chatModel) }),
      ...(embeddingModel === undefined ? {} : { embeddingModel }),
      ...(batchApi === undefined ? {} : { batches: { api: batchApi, isUsed: target.batch === 'provider' } }),
      ...(target.rpm === null ? {} : { rpm: target.rpm }),
      ...(target.tpm === null ? {} : { tpm: target.tpm }),
      resilience: resolveResilience([route, target.resilience, provider.resilience, config.resilience], {
        reasoning: reasoning === true || alwaysThinks === true,
      }),
    };
  };

  const targets = new Map(config.targets.map((target) => [target.name, build(target, null)]));
  const configured = new Map(config.targets.map((target) => [target.name, target]));
  // A route's own settings make targets of its own; without any, all routes share the same ones.
  const targetsOf = ({ resilience }: EffectiveRoute): FindTarget => {
    if (resilience === null) return (name) => targets.get(name);
    const own = new Map<string, Target>();
    return (name) => {
      const target = configured.get(name);
      if (target && !own.has(name)) own.set(name, build(target, resilience));
      return own.get(name);
    };
  };
  const routes = config.routes.map((route): Route => {
    const { maxAttempts, timeouts } = resolveResilience([route.resilience, config.resilience], { reasoning: false });
    return {
      name: route.name,
      targets: buildRoutePolicy(route, targetsOf(route)),
      limits: { maxAttempts, totalMs: timeouts.totalMs },
      dropUnsupported: route.dropUnsupported ?? config.dropUnsupported,
    };
  });
  // The default provider is asked first for a bare model id.
  const inOrder = [...config.providers].sort(
    (a, b) => Number(b.name === config.defaultProvider) - Number(a.name === config.defaultProvider),
  );
  return new ModelDirectory({
    routes,
    targets: [...targets.values()],
    providers: inOrder.map((provider) => {
      const known = provider.kind === 'ollama' ? ollamaModels : catalogue.ids(provider.kind);
      return modelProvider(provider, known, catalogue, (model) => build(impliedTarget(provider.name, model), null));
    }),
    dropUnsupported: config.dropUnsupported,
    advise: unconfiguredModelAdvice(config.providers, modelRows),
    embeddingAdvice: embeddingAdvice(config.providers, catalogue),
  });
}

function modelProvider(
  { name, kind, model: usual }: EffectiveProvider,
  known: readonly string[],
  catalogue: ModelCatalogue,
  build: (model: string) => Target,
): ModelProvider {
  const modelIds = usual === null || known.includes(usual) ? known : [usual, ...known];
  const ids = new Set(modelIds);
  const remembered = new Map<string, Target>();
  return {
    name,
    modelIds,
    knows: (model) => ids.has(model) || (kind !== 'ollama' && catalogue.find(kind, model) !== null),
    target(model) {
      const existing = remembered.get(model);
      if (existing) return existing;
      if (remembered.size >= maxRememberedTargets) remembered.clear();
      const target = build(model);
      remembered.set(model, target);
      return target;
    },
  };
}

/** The wire format a target says it is usually asked in; `null` leaves it to its provider. */
function protocolOf({ api }: EffectiveTarget): string | null {
  if (api === null) return null;
  return api === 'chat' ? chatProtocol : responsesProtocol;
}

/** On Vertex AI Claude alone is asked in Anthropic's own format. */
function waysTo(
  provider: EffectiveProvider | undefined,
  { model }: EffectiveTarget,
  ways: readonly ChatModel[],
): readonly ChatModel[] {
  if (provider?.kind !== 'vertexai' || readModelName(model).publisher === 'anthropic') return ways;
  return ways.filter(({ protocol }) => protocol !== messagesProtocol);
}

function placeOf({ region, vertex }: EffectiveProvider): string | undefined {
  return region ?? vertex?.location;
}

/** What is known of the model, overridden by what the operator says. */
function factsOf(target: EffectiveTarget, provider: EffectiveProvider, known: ModelFacts | null): ModelFacts {
  const allowedBetas = target.allowedBetas ?? provider.allowedBetas;
  const facts = known ?? unknownModelFacts(target.model);
  const { price } = target;
  return {
    ...facts,
    id: target.model,
    contextWindow: target.contextWindow ?? facts.contextWindow,
    maxOutputTokens: target.maxOutputTokens ?? facts.maxOutputTokens,
    capabilities: { ...facts.capabilities, ...target.capabilities },
    ...(allowedBetas === null ? {} : { allowedBetas }),
    prices: price
      ? [
          {
            minInputTokens: 0,
            processing: 'standard',
            input: price.input,
            output: price.output,
            cacheRead: price.cacheRead ?? null,
            cacheWrite: price.cacheWrite ?? {},
          },
        ]
      : facts.prices,
  };
}
