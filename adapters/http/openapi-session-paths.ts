import { anyObject, error, guardErrors, idempotencyKey, json, keyErrors, ok, pathParameter } from './openapi-parts.ts';

const query = (name: string, description: string, schema: unknown = { type: 'string' }): unknown => ({
  ...{ name, in: 'query', description },
  schema,
});
const listQuery = [
  query('limit', 'Items of a page; default 20.', { type: 'integer', minimum: 1, maximum: 100 }),
  query('order', 'Default `desc`: the latest first.', { enum: ['asc', 'desc'] }),
  query('after', 'The id of the item that the page follows.'),
];

const notFound = error('Not stored here, deleted, or expired.');
const busy = {
  409: error('A request is continuing the conversation; or the idempotency key is in use, or of another.'),
};
const keyed = { parameters: [idempotencyKey] };
const stored = { 404: notFound, 503: error('The session store is in trouble; `retry-after` says when to come back.') };

interface Operation {
  readonly summary: string;
  readonly takes?: unknown;
  readonly more?: Readonly<Record<string, unknown>>;
  readonly errors?: Readonly<Record<string, unknown>>;
}

function operation({ summary, takes, more, errors }: Operation): unknown {
  return {
    summary,
    ...(takes === undefined ? {} : { requestBody: { content: json(takes) } }),
    responses: { 200: ok(json(anyObject)), ...guardErrors, ...stored, ...errors },
    ...more,
  };
}

const conversation = { type: 'object', properties: { items: { type: 'array' }, metadata: anyObject } };

/** The paths of stored responses and of conversations. */
export const sessionPaths: Readonly<Record<string, unknown>> = {
  '/v1/responses/input_tokens': {
    post: operation({
      summary: 'Count the tokens a request would put in; `x-cato-reason` says whether they are counted or estimated',
      takes: anyObject,
    }),
  },
  '/v1/responses/{id}': {
    parameters: [pathParameter('id')],
    get: operation({
      summary: 'Find a stored response; of a background response also its stream, from anywhere',
      more: {
        parameters: [
          query('stream', 'Send the events of a background response.', { type: 'boolean' }),
          query('starting_after', 'The number of the last event the client has.', { type: 'integer', minimum: 0 }),
        ],
      },
    }),
    delete: operation({ summary: 'Delete a stored response' }),
  },
  '/v1/responses/{id}/cancel': {
    parameters: [pathParameter('id')],
    post: operation({ summary: 'Cancel a background response' }),
  },
  '/v1/responses/{id}/input_items': {
    parameters: [pathParameter('id')],
    get: operation({ summary: 'List what a response was made from', more: { parameters: listQuery } }),
  },
  '/v1/conversations': {
    post: operation({ summary: 'Begin a conversation', takes: conversation, more: keyed, errors: keyErrors }),
  },
  '/v1/conversations/{id}': {
    parameters: [pathParameter('id')],
    get: operation({ summary: 'Find a conversation' }),
    post: operation({ summary: 'Replace what is noted about a conversation', takes: conversation }),
    delete: operation({ summary: 'Delete a conversation; its responses stay' }),
  },
  '/v1/conversations/{id}/items': {
    parameters: [pathParameter('id')],
    get: operation({ summary: 'List what was said in a conversation', more: { parameters: listQuery } }),
    post: operation({ summary: 'Add to a conversation', takes: conversation, more: keyed, errors: busy }),
  },
  '/v1/conversations/{id}/items/{item}': {
    parameters: [pathParameter('id'), pathParameter('item')],
    get: operation({ summary: 'Find one item' }),
    delete: operation({ summary: 'Take an item out of a conversation' }),
  },
};
