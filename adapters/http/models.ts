import type { ListedModel, ModelDirectory } from '../../core/routing/model-directory.ts';

/** `GET /v1/models`: OpenAI's list, each entry with what is known of the model besides. */
export function listModels(models: ModelDirectory): unknown {
  return { object: 'list', data: distinctModels(models).map(toModel) };
}

/** Every name once: a configured target may have the very name of a known model, which then is that target. */
export function distinctModels(models: ModelDirectory): readonly ListedModel[] {
  const byId = new Map<string, ListedModel>();
  for (const model of models.list()) if (!byId.has(model.id)) byId.set(model.id, model);
  return [...byId.values()];
}

/** `GET /v1/models/{id}`. @throws GatewayError `model-not-found`. */
export function findModel(models: ModelDirectory, id: string): ListedModel {
  const listed = models.list().find((model) => model.id === id);
  if (listed) return listed;
  const { targets, route } = models.resolve(id);
  return { id, kind: route === null ? 'model' : 'route', target: targets[0] };
}

/** A model in OpenAI's shape. */
export function toModel({ id, kind, target }: ListedModel): unknown {
  const facts = target?.facts;
  return {
    id,
    object: 'model',
    // No provider-independent date exists; clients only need a number here.
    created: 0,
    owned_by: kind === 'route' ? 'cato' : (target?.provider ?? 'cato'),
    kind,
    target: target?.label ?? null,
    context_window: facts?.contextWindow ?? null,
    max_input_tokens: facts?.maxInputTokens ?? null,
    max_output_tokens: facts?.maxOutputTokens ?? null,
    prices: facts && facts.prices.length > 0 ? facts.prices : null,
    capabilities: facts?.capabilities ?? {},
    retires: facts?.retires ?? null,
  };
}
