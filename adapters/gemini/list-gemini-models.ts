import type { Secret } from '../../core/access/secret.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { gemini } from '../../protocols/gemini/gemini.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';
import type { ProviderHttp } from '../provider-http/provider-http.ts';
import { readFailure } from '../provider-http/read-failure.ts';
import { readWhole } from '../provider-http/read-whole.ts';
import { redactError } from '../provider-http/redact-error.ts';

const maxListBytes = 8 * 1024 * 1024;
const maxListMs = 10_000;
const connectMs = 3000;
/** The most a page may have. */
const pageSize = 1000;
const maxPages = 10;

/**
 * The ids of the models that answer conversations, in the provider's own order, as `model` takes them.
 * Waits ten seconds at most; `signal` may end it sooner.
 * @throws GatewayError when the provider cannot be reached, refuses, or answers with something else.
 */
export async function listGeminiModels(
  http: ProviderHttp,
  apiKey: Secret | null,
  signal: AbortSignal,
  clock: Clock,
): Promise<string[]> {
  const headers = {
    accept: 'application/json',
    ...(apiKey === null ? null : { 'x-goog-api-key': apiKey.reveal() }),
  };
  const timeout = AbortSignal.timeout(maxListMs);
  const bounded = AbortSignal.any([signal, timeout]);

  async function readPage(token: string): Promise<JsonObject> {
    const page = token === '' ? '' : `&pageToken=${encodeURIComponent(token)}`;
    const path = `/models?pageSize=${pageSize}${page}`;
    const response = await http.send({ method: 'GET', path, headers, body: null, signal: bounded, connectMs });
    if (response.status !== 200) throw await readFailure(response, gemini, clock);
    const list = parseProviderJson((await readWhole(response, maxListBytes)).toString('utf8'), 'a list of models');
    if (!isJsonObject(list)) throw notAList();
    return list;
  }

  try {
    const ids: string[] = [];
    let token = '';
    for (let page = 0; page < maxPages; page += 1) {
      const list = await readPage(token);
      ids.push(...readIds(list));
      token = typeof list.nextPageToken === 'string' ? list.nextPageToken : '';
      if (token === '') break;
    }
    return ids;
  } catch (error) {
    if (error === timeout.reason) {
      throw new GatewayError('timeout', `The provider did not list its models within ${maxListMs / 1000} s.`);
    }
    throw redactError(error, apiKey === null ? [] : [apiKey]);
  }
}

/** An account without models gets an empty object: this format leaves empty lists out. */
function readIds({ models = [] }: JsonObject): string[] {
  if (!Array.isArray(models)) throw notAList();
  return models.flatMap((model: unknown) => {
    if (!isJsonObject(model) || typeof model.name !== 'string') throw notAList();
    const { supportedGenerationMethods: methods } = model;
    const answers = !Array.isArray(methods) || methods.includes('generateContent');
    return answers ? [model.name.replace(/^models\//, '')] : [];
  });
}

function notAList(): GatewayError {
  return new GatewayError('broken-answer', 'The provider answered with something other than a list of its models.');
}
