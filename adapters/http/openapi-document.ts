import { batchPaths } from './openapi-batch-paths.ts';
import { chatCompletionRequestSchema } from './openapi-chat-request.ts';
import { embeddingsRequestSchema } from './openapi-embeddings-request.ts';
import { messagesRequestSchema } from './openapi-messages-request.ts';
import { anyObject, error, guardErrors, idempotencyKey, json, ok, pathErrors, pathParameter } from './openapi-parts.ts';
import { responseRequestSchema } from './openapi-response-request.ts';
import { sessionPaths } from './openapi-session-paths.ts';

const answerHeaders = Object.fromEntries(
  Object.entries({
    'x-request-id': "The gateway's id of this request; the same id stands in its log.",
    'x-cato-request-id': 'The same id.',
    'x-cato-session': 'The session that keeps the answer, where it has a name.',
    'x-cato-route': 'The route that was asked for, if it was one.',
    'x-cato-tier': 'How difficult the request was found to be, where the route has tiers.',
    'x-cato-target': '`provider/model` that answers.',
    'x-cato-attempts': 'How many calls it took.',
    'x-cato-reason': 'Why this target, in one line.',
    'x-cato-changes': 'What was left out of or changed in the request for this model.',
    'x-cato-overhead-ms': "The gateway's own share of the time to the first byte.",
    'x-cato-cost-usd': 'US dollars, of answers that are not streamed, where usage and price are known.',
  }).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
);

const chatErrors = {
  ...guardErrors,
  400: error('The request is malformed, or has a parameter that the target does not take (`param` names it).'),
  404: error('No such model.'),
  409: error(
    'The session is being continued, or says something else (`x-should-retry: false`); or the idempotency key is in use.',
  ),
  408: error('The request took too long to arrive.'),
  413: error('The body is over the limit.'),
  429: error('Every target is rate-limited; `retry-after` says for how long.'),
  502: error('The providers answered garbage, or refused the credentials of the gateway.'),
  503: error('All targets are down, or the gateway is full; `retry-after` says when to come back.'),
  504: error('A time limit was reached; the message names it.'),
};

const openView = (summary: string, schema: unknown, extra: Record<string, unknown> = {}): unknown => ({
  summary,
  responses: { 200: ok(json(schema)), ...pathErrors, ...extra },
});
const guardedView = (summary: string, content: unknown, extra: Record<string, unknown> = {}): unknown => ({
  summary,
  responses: { 200: ok(content), ...guardErrors, ...extra },
});

const requestHeaders = [
  {
    name: 'x-cato-session',
    in: 'header',
    description: 'The session that the gateway keeps the history of.',
    schema: { type: 'string' },
  },
  idempotencyKey,
];

const answers = ({ summary, takes, gives }: { summary: string; takes: unknown; gives: string }): unknown => ({
  summary,
  parameters: requestHeaders,
  requestBody: { required: true, content: json(takes) },
  responses: {
    200: {
      description: gives,
      headers: answerHeaders,
      content: { ...json(anyObject), 'text/event-stream': { schema: { type: 'string' } } },
    },
    ...chatErrors,
  },
});

/** The API's own description, OpenAPI 3.1. */
export function openApiDocument(version: string): unknown {
  const chat = {
    post: answers({
      summary: 'Answer a conversation (OpenAI Chat Completions), streamed or whole',
      takes: chatCompletionRequestSchema,
      gives:
        'The answer: a `chat.completion`, or with `stream: true` server-sent `chat.completion.chunk` events that end with `[DONE]`. A stream that breaks ends with an event `data: {"error": …}` and no `[DONE]`.',
    }),
  };
  const responses = {
    post: answers({
      summary: 'Answer a conversation (OpenAI Responses), streamed or whole',
      takes: responseRequestSchema,
      gives:
        'The answer: a `response`, or with `stream: true` its events, numbered from 0. A stream that breaks ends with `response.failed`.',
    }),
  };
  const messages = {
    post: answers({
      summary: 'Answer a conversation (Anthropic Messages), streamed or whole',
      takes: messagesRequestSchema,
      gives:
        'The answer: a `message`, or with `stream: true` its events, which end with `message_stop`. A stream that breaks ends with `error`. Errors have the shape of Messages; the id is in `request-id`.',
    }),
  };
  const countTokens = {
    post: {
      summary: 'Count the tokens of a Messages request; `x-cato-changes` says when they are estimated',
      requestBody: { required: true, content: json(messagesRequestSchema) },
      responses: { 200: ok(json(anyObject)), ...chatErrors },
    },
  };
  const embeddings = {
    post: {
      summary: 'Turn texts into vectors (OpenAI Embeddings)',
      parameters: [idempotencyKey],
      requestBody: { required: true, content: json(embeddingsRequestSchema) },
      responses: { 200: { description: 'OK', headers: answerHeaders, content: json(anyObject) }, ...chatErrors },
    },
  };
  const modelSchema = { $ref: '#/components/schemas/Model' };
  const modelListSchema = {
    type: 'object',
    properties: { object: { const: 'list' }, data: { type: 'array', items: modelSchema } },
  };
  const models = guardedView('List what can be asked for: routes, targets, known models', json(modelListSchema));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Cato',
      version,
      description: 'An LLM gateway. OpenAI clients work unchanged: set their base URL to this address followed by /v1.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ bearer: [] }, { apiKey: [] }, {}],
    paths: {
      '/v1/chat/completions': chat,
      '/chat/completions': chat,
      '/v1/embeddings': embeddings,
      '/embeddings': embeddings,
      '/v1/responses': responses,
      '/responses': responses,
      '/v1/messages': messages,
      '/v1/messages/count_tokens': countTokens,
      ...sessionPaths,
      ...batchPaths,
      '/v1/models': { get: models },
      '/models': { get: models },
      '/v1/models/{id}': {
        get: guardedView('Describe one model; the id may contain slashes', json(modelSchema), {
          404: error('No such model.'),
        }),
        parameters: [pathParameter('id')],
      },
      '/health': { get: openView('Liveness', anyObject) },
      '/health/ready': {
        get: openView('Readiness, with what recent traffic says of each provider', anyObject, {
          503: { description: 'Draining', content: json(anyObject) },
        }),
      },
      '/api/admin/cato/health': { get: guardedView('Health for operators', json(anyObject)) },
      '/api/admin/cato/status': { get: guardedView('Configuration and statistics for operators', json(anyObject)) },
      '/api/admin/cato/requests/{id}': {
        get: guardedView('What became of one of the last requests, and why', json(anyObject), {
          404: error('No longer known, or never made.'),
        }),
        parameters: [pathParameter('id')],
      },
      '/metrics': {
        get: guardedView("Metrics in Prometheus' text format", { 'text/plain': { schema: { type: 'string' } } }),
      },
      '/openapi.json': { get: openView('This document', anyObject) },
    },
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      },
      schemas: {
        Error: {
          type: 'object',
          required: ['error'],
          properties: {
            error: {
              type: 'object',
              required: ['message', 'type', 'param', 'code'],
              properties: {
                message: { type: 'string' },
                type: { type: 'string' },
                param: { type: ['string', 'null'] },
                code: { type: ['string', 'null'] },
              },
            },
          },
        },
        Model: {
          type: 'object',
          required: ['id', 'object', 'created', 'owned_by'],
          properties: {
            id: { type: 'string' },
            object: { const: 'model' },
            created: { type: 'integer' },
            owned_by: { type: 'string' },
            kind: { enum: ['route', 'target', 'model'] },
            target: { type: ['string', 'null'] },
            context_window: { type: ['integer', 'null'], description: 'Tokens; null = unknown.' },
            max_input_tokens: {
              type: ['integer', 'null'],
              description: 'Tokens of prompt, where limited below the window.',
            },
            max_output_tokens: { type: ['integer', 'null'], description: 'Tokens; null = unknown.' },
            prices: {
              type: ['array', 'null'],
              description: 'US dollars per million tokens; null = unknown.',
              items: anyObject,
            },
            capabilities: {
              type: 'object',
              description: 'Flags; an absent one is unknown.',
              additionalProperties: true,
            },
            retires: { type: ['string', 'null'], description: 'The day the provider stops serving it.' },
          },
        },
      },
    },
  };
}
