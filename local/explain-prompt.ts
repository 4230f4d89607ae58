import { routingRecord } from '../core/chat/routing-record.ts';
import { type ToldRouting, toldRouting } from '../core/chat/told-routing.ts';
import type { JsonObject } from '../core/ports/wire-codec.ts';
import type { ModelDirectory } from '../core/routing/model-directory.ts';
import { openAiChat } from '../protocols/openai-chat/openai-chat.ts';
import { createDependencies } from './dependencies.ts';
import { inMemory } from './open-sessions.ts';
import type { Settings } from './read-settings.ts';

/** Where a request would go, and why. Nobody was called. */
export interface Explanation {
  readonly model: string;
  /** `null` when a target or a model was named. */
  readonly route: string | null;
  /** `provider/model` that would be asked first; `null` = nobody can be. */
  readonly target: string | null;
  readonly reason: string;
  readonly routing: ToldRouting;
}

/**
 * Routes a request as a gateway would that was just started with these settings: with nothing learnt of its targets,
 * and none of them failing.
 * @param body of a Chat Completions request; without a `model` it is for `auto`, else for the first route.
 * @param headers by their names in lower case.
 * @throws GatewayError when the request could not be routed at all.
 */
export async function explainPrompt(
  { config, ollamaModels }: Settings,
  body: JsonObject,
  headers: ReadonlyMap<string, string> = new Map(),
): Promise<Explanation> {
  const dependencies = await createDependencies({
    config,
    ollamaModels,
    masterKey: null,
    // Nobody is called.
    variables: {},
    loadsWeights: false,
    maxConcurrent: config.limits.maxConcurrent,
    dataDirectory: inMemory,
    logFormat: 'json',
    writeLog: () => true,
    report: () => undefined,
  });
  try {
    const { gateway } = dependencies.services;
    const { model } = openAiChat.decodeHead({ ...body, model: body.model ?? usualModel(gateway.models) });
    const resolution = gateway.models.resolve(model);
    const routed = await gateway.router.route(resolution, {
      survey: () => openAiChat.surveyRequest(body),
      header: (name) => headers.get(name) ?? null,
      principal: null,
    });
    const { targets, reason } = routed.plan;
    return {
      model,
      route: resolution.route,
      target: targets[0]?.label ?? null,
      reason,
      routing: toldRouting(routingRecord(routed)),
    };
  } finally {
    await dependencies.close();
  }
}

function usualModel(models: ModelDirectory): string {
  const routes = models.list().filter(({ kind }) => kind === 'route');
  return (routes.find(({ id }) => id === 'auto') ?? routes[0])?.id ?? 'auto';
}
