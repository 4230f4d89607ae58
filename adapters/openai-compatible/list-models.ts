import type { Secret } from '../../core/access/secret.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { openAiChat } from '../../protocols/openai-chat/openai-chat.ts';
import { askForModels, notAList } from '../provider-http/ask-for-models.ts';
import type { ProviderHttp } from '../provider-http/provider-http.ts';

/**
 * The ids of the models a provider offers (`GET /models` below the base URL), in its own order.
 * Waits ten seconds at most; `signal` may end it sooner.
 * @throws GatewayError when the provider cannot be reached, refuses, or answers with something else.
 */
export async function listModels(
  http: ProviderHttp,
  apiKey: Secret | null,
  signal: AbortSignal,
  clock: Clock,
): Promise<string[]> {
  const authorize = (key: Secret) => ({ authorization: `Bearer ${key.reveal()}` });
  const readIds = async (readList: (path: string) => Promise<unknown>) => idsIn(await readList('/models'));
  return askForModels({ http, apiKey, authorize, codec: openAiChat }, readIds, signal, clock);
}

function idsIn(list: unknown): string[] {
  if (!isJsonObject(list) || !('data' in list)) throw notAList();
  // Ollama answers `null` while it has no model.
  if (list.data === null) return [];
  if (!Array.isArray(list.data)) throw notAList();
  return list.data.map((model: unknown) => {
    if (isJsonObject(model) && typeof model.id === 'string') return model.id;
    throw notAList();
  });
}
