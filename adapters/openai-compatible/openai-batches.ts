import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { ChatModel } from '../../core/ports/chat-model.ts';
import type { EmbeddingModel } from '../../core/ports/embedding-model.ts';
import type {
  HandedResult,
  NewProviderBatch,
  ProviderBatchCall,
  ProviderBatches,
  ProviderBatchState,
} from '../../core/ports/provider-batches.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { openAiChat } from '../../protocols/openai-chat/openai-chat.ts';
import { BatchRequests, idIn } from '../provider-http/batch-requests.ts';
import { createHandedHttp } from '../provider-http/handed-http.ts';
import type { ProviderHttp } from '../provider-http/provider-http.ts';
import type { OpenAiConnection } from './openai-chat-model.ts';
import { uploadForm } from './upload-form.ts';

export interface OpenAiBatchesOptions extends Omit<OpenAiConnection, 'authorization'> {
  /** The provider's models over some connection, the usual way of asking first. */
  readonly chatModels: (http: ProviderHttp) => readonly ChatModel[];
  readonly embeddingModel: (http: ProviderHttp) => EmbeddingModel;
}

/** By which batches are found again, in their metadata. */
const nameKey = 'cato_batch';
/** The newest batches of an account, among which one is looked for. */
const listed = 100;
/** Requests and answers do not stay at the provider longer than it takes to collect them, seconds. */
const keptSeconds = 3 * 24 * 60 * 60;
const ended: ReadonlySet<unknown> = new Set(['completed', 'failed', 'expired', 'cancelled']);

/** OpenAI's Batch API: a file of requests is uploaded, and files of answers are there when it has ended. */
export function createOpenAiBatches(options: OpenAiBatchesOptions): ProviderBatches {
  const { apiKey, clock, userAgent, http } = options;
  const headers = {
    ...options.headers,
    'user-agent': userAgent,
    ...(apiKey === null ? null : { authorization: `Bearer ${apiKey.reveal()}` }),
  };
  const api = new BatchRequests({ http, headers, secrets: apiKey === null ? [] : [apiKey], codec: openAiChat, clock });
  const read = (batchId: string, call: ProviderBatchCall): Promise<JsonObject> =>
    api.document({ method: 'GET', path: `/batches/${batchId}` }, call);

  return {
    maxRequests: 50_000,
    maxBytes: 200_000_000,
    chatModels: (exchange) => options.chatModels(createHandedHttp(exchange)),
    embeddingModel: (exchange) => options.embeddingModel(createHandedHttp(exchange)),

    encode(key, { path, body }) {
      // Between the tokens of JSON a line feed says nothing, and within them there is none.
      const oneLine = body.replace(/[\r\n]+/g, ' ');
      return `{"custom_id":${JSON.stringify(key)},"method":"POST","url":${JSON.stringify(urlOf(path))},"body":${oneLine}}`;
    },

    async begin({ name, path, requests }: NewProviderBatch, call) {
      const form = uploadForm(requests, keptSeconds);
      const file = await api.document({ method: 'POST', path: '/files', body: form }, call);
      const expiry = { anchor: 'created_at', seconds: keptSeconds };
      const asked = {
        ...{ input_file_id: idIn(file), endpoint: urlOf(path), completion_window: '24h' },
        ...{ metadata: { [nameKey]: name }, output_expires_after: expiry },
      };
      const body = { type: 'application/json', bytes: JSON.stringify(asked) };
      return idIn(await api.document({ method: 'POST', path: '/batches', body }, call));
    },

    async find(name, call) {
      const { data } = await api.document({ method: 'GET', path: `/batches?limit=${listed}` }, call);
      const batches: readonly unknown[] = Array.isArray(data) ? data : [];
      const found = batches
        .filter(isJsonObject)
        .find(({ metadata }) => isJsonObject(metadata) && metadata[nameKey] === name);
      return found === undefined ? null : idIn(found);
    },

    async state(batchId, call): Promise<ProviderBatchState> {
      const batch = await read(batchId, call);
      return { isEnded: ended.has(batch.status), reason: reasonOf(batch) };
    },

    async *results(batchId, call) {
      const { output_file_id: output, error_file_id: errors } = await read(batchId, call);
      for (const fileId of [output, errors]) {
        if (typeof fileId !== 'string') continue;
        yield* api.results(`/files/${idIn({ id: fileId })}/content`, call, readResult);
      }
    },

    async cancel(batchId, call) {
      await api.document({ method: 'POST', path: `/batches/${batchId}/cancel` }, call);
    },
  };
}

/** As requests of a batch name it: with the version, which the base URL has already. */
function urlOf(path: string): string {
  return `/v1${path}`;
}

function reasonOf({ status, errors }: JsonObject): string | null {
  if (status !== 'failed' && status !== 'expired') return null;
  const said: unknown = isJsonObject(errors) && Array.isArray(errors.data) ? errors.data[0] : null;
  const message = isJsonObject(said) && typeof said.message === 'string' ? `: ${said.message.slice(0, 500)}` : '';
  return `${status}${message}`;
}

function readResult({ custom_id: key, response }: JsonObject): HandedResult | null {
  if (typeof key !== 'string') return null;
  // `error` says then why not.
  if (!isJsonObject(response)) return { key, answer: null };
  const { status_code: status, request_id: requestId, body } = response;
  if (typeof status !== 'number' || body === undefined) return null;
  return {
    key,
    answer: { status, requestId: typeof requestId === 'string' ? requestId : null, body: JSON.stringify(body) },
  };
}
