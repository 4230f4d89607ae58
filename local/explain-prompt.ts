import { routingRecord } from '../core/chat/routing-record.ts';
import { type ToldRouting, toldRouting } from '../core/chat/told-routing.ts';
import type { JsonObject } from '../core/ports/wire-codec.ts';
import { createDependencies } from './dependencies.ts';
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
 * @param body of a Chat Completions request; `model` is read from it.
 * @throws GatewayError when the request could not be routed at all.
 */
export async function explainPrompt({ config, ollamaModels }: Settings, body: JsonObject): Promise<Explanation> {
  const dependencies = await createDependencies({
    config,
    ollamaModels,
    masterKey: null,
    maxConcurrent: config.limits.maxConcurrent,
    logFormat: 'json',
    writeLog: () => true,
    report: () => undefined,
  });
  try {
    const { gateway, openAiChat } = dependencies.services;
    const { model } = openAiChat.decodeHead(body);
    const resolution = gateway.models.resolve(model);
    const routed = await gateway.router.route(resolution, {
      survey: () => openAiChat.surveyRequest(body),
      header: () => null,
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
