import { anyObject, askedModel, flag, integer, text } from './openapi-parts.ts';

const objects = { type: 'array', items: anyObject };

/** JSON Schema of a Responses request. Fields beyond it are translated, or refused by name. */
export const responseRequestSchema = {
  type: 'object',
  required: ['model'],
  additionalProperties: true,
  properties: {
    model: askedModel,
    input: { oneOf: [text, objects] },
    instructions: { ...text, description: 'Hold for this request alone.' },
    previous_response_id: { ...text, description: 'The stored response this one follows; several may follow one.' },
    conversation: { oneOf: [text, { type: 'object', required: ['id'], properties: { id: text } }] },
    store: { ...flag, default: true },
    background: flag,
    stream: flag,
    max_output_tokens: integer,
    temperature: { type: 'number' },
    top_p: { type: 'number' },
    tools: objects,
    tool_choice: { oneOf: [{ enum: ['none', 'auto', 'required'] }, anyObject] },
    parallel_tool_calls: flag,
    text: anyObject,
    reasoning: anyObject,
    include: { type: 'array', items: text },
    metadata: { type: 'object', additionalProperties: text },
    service_tier: text,
    prompt_cache_key: text,
    safety_identifier: text,
    user: text,
  },
};
