import { askedModel } from './openapi-parts.ts';

const text = { type: 'string', minLength: 1 };
const tokens = { type: 'array', minItems: 1, items: { type: 'integer', minimum: 0 } };

/** JSON Schema of an embeddings request. Fields beyond it are forwarded to providers of the same protocol. */
export const embeddingsRequestSchema = {
  type: 'object',
  required: ['model', 'input'],
  additionalProperties: true,
  properties: {
    model: askedModel,
    input: {
      description: 'A text, texts, tokens, or lists of tokens.',
      oneOf: [text, tokens, { type: 'array', minItems: 1, maxItems: 2048, items: { oneOf: [text, tokens] } }],
    },
    encoding_format: { enum: ['float', 'base64'], default: 'float' },
    dimensions: { type: 'integer', minimum: 1 },
    user: { type: 'string' },
    input_type: { type: 'string', description: 'What the vectors are for, of models that ask: `search_query`, …' },
  },
};
