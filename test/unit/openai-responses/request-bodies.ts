import fc from 'fast-check';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'B', '7', '_'), minLength: 1, maxLength: 6 });
const text = fc.string({ unit: fc.constantFrom('a', ' ', 'ü', '🙂'), minLength: 1, maxLength: 6 });
const id = fc.constantFrom('id_1', 'id_2', 'id_3');
const breakpoint = fc.constantFrom({ mode: 'explicit' }, { mode: 'explicit', ttl: '30m' });

const some = <T extends Record<string, fc.Arbitrary<unknown>>>(
  required: T,
  optional: Record<string, fc.Arbitrary<unknown>> = {},
) => fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required) });
const type = <T extends string>(name: T) => fc.constant(name);

const inputPart = fc.oneof(
  some({ type: type('input_text'), text }, { prompt_cache_breakpoint: breakpoint }),
  some({
    type: type('input_image'),
    image_url: fc.constantFrom('https://e.com/a', 'data:image/png;base64,AA=='),
    detail: fc.constantFrom('auto', 'low'),
  }),
  some({ type: type('input_image'), file_id: word, detail: fc.constant('high') }),
  some({ type: type('input_file'), file_data: fc.constant('data:text/plain;base64,AA=='), filename: word }),
  some({ type: type('input_file'), file_url: fc.constant('https://e.com/a.pdf') }, { detail: fc.constant('low') }),
  some({ type: type('input_file'), file_id: word }),
  some({ type: type('input_audio'), input_audio: fc.constant({ data: 'AA==', format: 'wav' }) }),
  some({ type: type('x_new'), value: word }),
);
const resultPart = fc.oneof(
  some({ type: type('input_text'), text }),
  some({
    type: type('input_image'),
    image_url: fc.constant('data:image/png;base64,AA=='),
    detail: fc.constant('auto'),
  }),
);
const outputPart = fc.oneof(
  some({ type: type('output_text'), text, annotations: fc.constantFrom([], [{ type: 'url_citation', url: 'u' }]) }),
  some({ type: type('refusal'), refusal: text }),
);
const list = (part: fc.Arbitrary<unknown>) => fc.array(part, { minLength: 1, maxLength: 3 });
const output = fc.oneof(text, fc.constant(''), list(resultPart));

const item = fc.oneof(
  some(
    { type: type('message'), role: fc.constantFrom('user', 'developer', 'system'), content: list(inputPart) },
    { id, status: fc.constant('completed') },
  ),
  some(
    { type: type('message'), role: type('assistant'), content: list(outputPart) },
    { id, phase: fc.constant('commentary') },
  ),
  some({ role: fc.constantFrom('user', 'assistant'), content: text }),
  some(
    { type: type('function_call'), call_id: id, name: word, arguments: fc.constantFrom('{}', '{"a":1}') },
    { id, status: fc.constant('completed'), namespace: word },
  ),
  some({ type: type('custom_tool_call'), call_id: id, name: word, input: text }, { id }),
  some({ type: type('function_call_output'), call_id: fc.constantFrom('f_1', 'f_2'), output }, { id }),
  some({ type: type('custom_tool_call_output'), call_id: fc.constantFrom('c_1', 'c_2'), output }, { id }),
  some(
    {
      type: type('reasoning'),
      id,
      summary: fc.constantFrom([], [{ type: 'summary_text', text: 'S' }]),
      // Without it a provider that stores nothing does not know the item.
      encrypted_content: word,
    },
    { content: fc.constant([{ type: 'reasoning_text', text: 'T' }]) },
  ),
  some({
    type: fc.constantFrom('web_search_call', 'shell_call', 'shell_call_output', 'new_call'),
    id,
    action: fc.constant({ a: 1 }),
  }),
);

const schema = fc.constantFrom({}, { type: 'object', properties: { z: { type: 'string' }, a: {} } });
const functionTool = some(
  { type: type('function'), name: word },
  { description: text, parameters: schema, strict: fc.boolean(), defer_loading: fc.constant(true) },
);
const customTool = some(
  { type: type('custom'), name: word },
  { description: text, format: fc.constant({ type: 'text' }) },
);
const tool = fc.oneof(
  functionTool,
  customTool,
  some({
    type: type('namespace'),
    name: word,
    description: text,
    tools: fc.uniqueArray(functionTool, { minLength: 1, maxLength: 2, selector: ({ name }) => name }),
  }),
  fc.constantFrom({ type: 'web_search' }, { type: 'file_search', vector_store_ids: ['v'] }, { type: 'new_tool' }),
);
const toolChoice = fc.oneof(
  fc.constantFrom('none', 'auto', 'required', { type: 'file_search' }),
  some({ type: fc.constantFrom('function', 'custom'), name: word }),
);

/** A body of this format; whatever a target of it must get. */
export const requestBody: fc.Arbitrary<JsonObject> = some(
  { model: fc.constant('m'), input: fc.oneof(text, fc.array(item, { minLength: 1, maxLength: 5 })) },
  {
    instructions: text,
    tools: fc.uniqueArray(tool, { maxLength: 4, selector: (one) => ('name' in one ? one.name : one.type) }),
    tool_choice: toolChoice,
    parallel_tool_calls: fc.boolean(),
    max_output_tokens: fc.integer({ min: 1, max: 99 }),
    temperature: fc.constantFrom(0, 0.5),
    top_p: fc.constantFrom(0.5, 1),
    metadata: fc.constant({ a: 'b' }),
    safety_identifier: word,
    prompt_cache_key: word,
    service_tier: fc.constantFrom('flex', 'auto'),
    text: fc.constantFrom(
      { format: { type: 'text' } },
      { verbosity: 'low', tone: 'new' },
      { format: { type: 'json_schema', name: 'n', schema: { type: 'object' }, strict: true } },
    ),
    reasoning: fc.constantFrom({ effort: 'low' }, { effort: 'none', summary: 'auto' }, { mode: 'pro' }),
    include: fc.constantFrom(['reasoning.encrypted_content'], ['web_search_call.results']),
    client_metadata: fc.constant({ x: 'y' }),
    truncation: fc.constant('auto'),
    prompt: fc.constant({ id: 'p' }),
    new_field: fc.constant(1),
    max_tool_calls: fc.constant(3),
  },
);
