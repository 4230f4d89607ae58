import { batchEndpoints } from '../../core/batches/batch-limits.ts';
import { anyObject, error, guardErrors, idempotencyKey, json, keyErrors, ok, pathParameter } from './openapi-parts.ts';

const text = { type: 'string' };
const query = (name: string, schema: unknown): unknown => ({ name, in: 'query', schema });
const page = (maximum: number): readonly unknown[] => [
  query('limit', { type: 'integer', minimum: 1, maximum }),
  query('after', text),
];
const storeErrors = {
  503: error('The store of files and batches is in trouble; `retry-after` says when to come back.'),
};

function operation(
  summary: string,
  more: object = {},
  errors: object = {},
  content: unknown = json(anyObject),
): unknown {
  return { summary, ...more, responses: { 200: ok(content), ...guardErrors, ...storeErrors, ...errors } };
}

const notFound = { 404: error('No such file or batch, or no longer.') };

const fileForm = {
  type: 'object',
  required: ['file', 'purpose'],
  properties: {
    file: { type: 'string', contentMediaType: 'application/jsonl' },
    purpose: { enum: ['batch'] },
    'expires_after[anchor]': { enum: ['created_at'] },
    'expires_after[seconds]': { type: 'integer' },
  },
};

const batchRequest = {
  type: 'object',
  required: ['input_file_id', 'endpoint', 'completion_window'],
  additionalProperties: false,
  properties: {
    input_file_id: text,
    endpoint: { enum: batchEndpoints },
    completion_window: { enum: ['24h'] },
    metadata: { type: 'object', additionalProperties: text },
    output_expires_after: anyObject,
  },
};

/** The paths of files and batches. */
export const batchPaths: Readonly<Record<string, unknown>> = {
  '/v1/files': {
    post: operation(
      'Upload the requests of a batch, as JSON Lines',
      { requestBody: { required: true, content: { 'multipart/form-data': { schema: fileForm } } } },
      { 413: error('The file is over the limit.') },
    ),
    get: operation('List files', {
      parameters: [...page(10_000), query('order', { enum: ['asc', 'desc'] }), query('purpose', text)],
    }),
  },
  '/v1/files/{id}': {
    parameters: [pathParameter('id')],
    get: operation('Find a file', {}, notFound),
    delete: operation('Delete a file', {}, { ...notFound, 409: error('A batch that has not ended reads it.') }),
  },
  '/v1/files/{id}/content': {
    parameters: [pathParameter('id')],
    get: operation('Read a file', {}, notFound, { 'application/octet-stream': {} }),
  },
  '/v1/batches': {
    post: operation(
      'Answer the requests of a file while nobody waits',
      { parameters: [idempotencyKey], requestBody: { required: true, content: json(batchRequest) } },
      keyErrors,
    ),
    get: operation('List batches, the newest first', { parameters: page(100) }),
  },
  '/v1/batches/{id}': {
    parameters: [pathParameter('id')],
    get: operation('Find a batch, and how far it is', {}, notFound),
  },
  '/v1/batches/{id}/cancel': {
    parameters: [pathParameter('id')],
    post: operation('Cancel a batch', {}, { ...notFound, 409: error('It has ended already.') }),
  },
};
