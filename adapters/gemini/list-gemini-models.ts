import type { Secret } from '../../core/access/secret.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { gemini } from '../../protocols/gemini/gemini.ts';
import { askForModels, notAList } from '../provider-http/ask-for-models.ts';
import type { ProviderHttp } from '../provider-http/provider-http.ts';

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
  const authorize = (key: Secret) => ({ 'x-goog-api-key': key.reveal() });
  return askForModels({ http, apiKey, authorize, codec: gemini }, readPages, signal, clock);
}

async function readPages(readList: (path: string) => Promise<unknown>): Promise<string[]> {
  const ids: string[] = [];
  let token = '';
  for (let page = 0; page < maxPages; page += 1) {
    const from = token === '' ? '' : `&pageToken=${encodeURIComponent(token)}`;
    const list = await readList(`/models?pageSize=${pageSize}${from}`);
    if (!isJsonObject(list)) throw notAList();
    // An account without models gets an empty object: this format leaves empty lists out.
    ids.push(...idsIn(list.models === undefined ? [] : list.models));
    token = typeof list.nextPageToken === 'string' ? list.nextPageToken : '';
    if (token === '') break;
  }
  return ids;
}

function idsIn(models: unknown): string[] {
  if (!Array.isArray(models)) throw notAList();
  return models.flatMap((model: unknown) => {
    if (!isJsonObject(model) || typeof model.name !== 'string') throw notAList();
    const { supportedGenerationMethods: methods } = model;
    const answers = !Array.isArray(methods) || methods.includes('generateContent');
    return answers ? [model.name.replace(/^models\//, '')] : [];
  });
}
