import type { ProviderBatches, ProviderBatchState } from '../../core/ports/provider-batches.ts';
import { anthropicMessages } from '../../protocols/anthropic-messages/anthropic-messages.ts';
import { readBatchResult } from '../../protocols/anthropic-messages/read-batch-result.ts';
import { BatchRequests, idIn } from '../provider-http/batch-requests.ts';
import { createHandedHttp } from '../provider-http/handed-http.ts';
import { type AnthropicChatModelOptions, createAnthropicChatModel } from './anthropic-chat-model.ts';

const path = '/v1/messages/batches';

/** Anthropic's Message Batches. They bear no name by which one could be found again. */
export function createAnthropicBatches(options: AnthropicChatModelOptions): ProviderBatches {
  const { http, apiKey, version, clock } = options;
  const headers = {
    'anthropic-version': '2023-06-01',
    'user-agent': version === undefined ? 'cato' : `cato/${version}`,
    ...(apiKey !== null && { 'x-api-key': apiKey.reveal() }),
  };
  const secrets = apiKey === null ? [] : [apiKey];
  const api = new BatchRequests({ http, headers, secrets, codec: anthropicMessages, clock });

  return {
    maxRequests: 100_000,
    maxBytes: 256_000_000,
    chatModels: (exchange) => [createAnthropicChatModel({ ...options, http: createHandedHttp(exchange) })],

    encode: (key, { body }) => `{"custom_id":${JSON.stringify(key)},"params":${body}}`,

    async begin({ requests }, call) {
      const body = { type: 'application/json', bytes: `{"requests":[${requests.join(',')}]}` };
      return idIn(await api.document({ method: 'POST', path, body }, call));
    },

    find: async () => null,

    async state(batchId, call): Promise<ProviderBatchState> {
      const { processing_status: status } = await api.document({ method: 'GET', path: `${path}/${batchId}` }, call);
      return { isEnded: status === 'ended', reason: null };
    },

    results: (batchId, call) => api.results(`${path}/${batchId}/results`, call, readBatchResult),

    async cancel(batchId, call) {
      await api.document({ method: 'POST', path: `${path}/${batchId}/cancel` }, call);
    },
  };
}
