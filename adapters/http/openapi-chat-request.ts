const text = { type: 'string' };
const flag = { type: 'boolean' };
const integer = { type: 'integer' };
const number = { type: 'number' };
const anyObject = { type: 'object', additionalProperties: true };

/** JSON Schema of a Chat Completions request. Fields beyond it are forwarded to providers of the same protocol. */
export const chatCompletionRequestSchema = {
  type: 'object',
  required: ['model', 'messages'],
  additionalProperties: true,
  properties: {
    model: { ...text, description: 'A route, a target, `provider/model`, or a known model id.' },
    messages: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['role'],
        properties: {
          role: { enum: ['developer', 'system', 'user', 'assistant', 'tool', 'function'] },
          content: { oneOf: [text, { type: 'array', items: anyObject }, { type: 'null' }] },
          name: text,
          tool_calls: { type: 'array', items: anyObject },
          tool_call_id: text,
        },
        additionalProperties: true,
      },
    },
    stream: flag,
    stream_options: { type: 'object', properties: { include_usage: flag }, additionalProperties: true },
    max_completion_tokens: integer,
    max_tokens: { ...integer, deprecated: true },
    temperature: number,
    top_p: number,
    stop: { oneOf: [text, { type: 'array', items: text }, { type: 'null' }] },
    n: integer,
    seed: integer,
    logprobs: flag,
    top_logprobs: integer,
    logit_bias: anyObject,
    frequency_penalty: number,
    presence_penalty: number,
    tools: { type: 'array', items: anyObject },
    tool_choice: { oneOf: [{ enum: ['none', 'auto', 'required'] }, anyObject] },
    parallel_tool_calls: flag,
    response_format: anyObject,
    reasoning_effort: { enum: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] },
    verbosity: { enum: ['low', 'medium', 'high'] },
    service_tier: text,
    metadata: { type: 'object', additionalProperties: text },
    store: flag,
    user: text,
    safety_identifier: text,
    prompt_cache_key: text,
  },
};
