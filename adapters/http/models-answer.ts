import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { ListedModel, ModelDirectory } from '../../core/routing/model-directory.ts';
import { anthropicMessages } from '../../protocols/anthropic-messages/anthropic-messages.ts';
import {
  type ListedModel as AnthropicModel,
  encodeModel,
  encodeModelList,
  lifecycles,
  type ModelPageRequest,
} from '../../protocols/anthropic-messages/encode-model-list.ts';
import type { HttpExchange } from './http-exchange.ts';
import { distinctModels, findModel, listModels, toModel } from './models.ts';
import { requestHeaders, sendJson } from './send-json.ts';

/** By it the two vendors' clients, which ask at the same path, are told apart. */
const anthropicHeader = 'anthropic-version';
const maxLimit = 1000;

/** `GET /v1/models`, in the shape that the client reads. @throws GatewayError `invalid-request`. */
export function sendModelList(exchange: HttpExchange, requestId: string, models: ModelDirectory): void {
  if (isAnthropics(exchange)) {
    sendAnthropic(exchange, requestId, encodeModelList(distinctModels(models).map(toListed), pageRequest(exchange)));
  } else {
    sendJson(exchange, requestId, 200, listModels(models));
  }
}

/** `GET /v1/models/{id}`. @throws GatewayError `model-not-found`. */
export function sendModel(exchange: HttpExchange, requestId: string, models: ModelDirectory, id: string): void {
  const found = findModel(models, id);
  if (isAnthropics(exchange)) sendAnthropic(exchange, requestId, encodeModel(toListed(found)));
  else sendJson(exchange, requestId, 200, toModel(found));
}

function toListed({ id, target }: ListedModel): AnthropicModel {
  if (!target) return { id };
  const ways = [target.chatModel, ...(target.otherChatModels ?? [])];
  const isForwarded = ways.some(({ protocol }) => protocol === anthropicMessages.protocol);
  return { id, facts: target.facts, isForwarded };
}

function isAnthropics(exchange: HttpExchange): boolean {
  return exchange.header(anthropicHeader) !== null;
}

function sendAnthropic(exchange: HttpExchange, requestId: string, body: unknown): void {
  exchange.send(200, requestHeaders(requestId, 'application/json', 'request-id'), JSON.stringify(body));
}

function pageRequest(exchange: HttpExchange): ModelPageRequest {
  const [limit, afterId, beforeId] = ['limit', 'after_id', 'before_id'].map(
    (name) => exchange.query(name) ?? undefined,
  );
  if (limit !== undefined && !(/^\d{1,4}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= maxLimit)) {
    throw invalidRequest('limit', `limit must be a whole number from 1 to ${maxLimit}.`);
  }
  if (afterId !== undefined && beforeId !== undefined) {
    throw invalidRequest('before_id', 'before_id and after_id ask for different pages: send one of them.');
  }
  const asked = [...exchange.queryAll('lifecycle'), ...exchange.queryAll('lifecycle[]')];
  const lifecycle = lifecycles.filter((stage) => asked.includes(stage));
  if (lifecycle.length < new Set(asked).size) {
    throw invalidRequest('lifecycle', `lifecycle is one or more of ${lifecycles.join(', ')}.`);
  }
  return {
    ...(asked.length === 0 ? {} : { lifecycle }),
    ...(limit === undefined ? {} : { limit: Number(limit) }),
    ...(afterId === undefined ? {} : { afterId }),
    ...(beforeId === undefined ? {} : { beforeId }),
  };
}
