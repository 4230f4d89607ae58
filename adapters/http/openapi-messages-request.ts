import { anyObject, askedModel, text } from './openapi-parts.ts';

const textOrBlocks = { oneOf: [text, { type: 'array', items: anyObject }] };
const conversation = {
  model: askedModel,
  messages: {
    type: 'array',
    minItems: 1,
    items: {
      type: 'object',
      required: ['role', 'content'],
      properties: { role: { enum: ['user', 'assistant', 'system'] }, content: textOrBlocks },
      additionalProperties: true,
    },
  },
  system: textOrBlocks,
};

/** JSON Schema of a Messages request. Fields beyond it are forwarded to providers of the same protocol. */
export const messagesRequestSchema = {
  type: 'object',
  required: ['model', 'messages'],
  additionalProperties: true,
  properties: {
    ...conversation,
    max_tokens: { type: 'integer' },
    stream: { type: 'boolean' },
    temperature: { type: 'number' },
    top_p: { type: 'number' },
    top_k: { type: 'integer' },
    stop_sequences: { type: 'array', items: text },
    tools: { type: 'array', items: anyObject },
    tool_choice: anyObject,
    thinking: anyObject,
    output_config: anyObject,
    metadata: anyObject,
    service_tier: { enum: ['auto', 'standard_only'] },
  },
};
