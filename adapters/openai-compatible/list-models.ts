import type { Secret } from '../../core/access/secret.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { openAiChat } from '../../protocols/openai-chat/openai-chat.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';
import type { ProviderHttp } from '../provider-http/provider-http.ts';
import { readFailure } from '../provider-http/read-failure.ts';
import { readWhole } from '../provider-http/read-whole.ts';
import { redactError } from '../provider-http/redact-error.ts';

const maxListBytes = 8 * 1024 * 1024;
const maxListMs = 10_000;
const connectMs = 3000;

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
  const headers = {
    accept: 'application/json',
    ...(apiKey === null ? null : { authorization: `Bearer ${apiKey.reveal()}` }),
  };
  const timeout = AbortSignal.timeout(maxListMs);
  const bounded = AbortSignal.any([signal, timeout]);
  try {
    const response = await http.send({
      method: 'GET',
      path: '/models',
      headers,
      body: null,
      signal: bounded,
      connectMs,
    });
    if (response.status !== 200) throw await readFailure(response, openAiChat, clock);
    return readIds(await readWhole(response, maxListBytes));
  } catch (error) {
    if (error === timeout.reason) {
      throw new GatewayError('timeout', `The provider did not list its models within ${maxListMs / 1000} s.`);
    }
    throw redactError(error, apiKey === null ? [] : [apiKey]);
  }
}

function readIds(bytes: Buffer): string[] {
  const list = parseProviderJson(bytes.toString('utf8'), 'a list of models');
  if (typeof list !== 'object' || list === null || !('data' in list)) throw notAList();
  // Ollama answers `null` while it has no model.
  if (list.data === null) return [];
  if (!Array.isArray(list.data)) throw notAList();
  return list.data.map((model: unknown) => {
    if (typeof model === 'object' && model !== null && 'id' in model && typeof model.id === 'string') return model.id;
    throw notAList();
  });
}

function notAList(): GatewayError {
  return new GatewayError('broken-answer', 'The provider answered with something other than a list of its models.');
}
