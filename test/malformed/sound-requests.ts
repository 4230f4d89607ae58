const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather of a place',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    strict: false,
  },
};

/** Requests that the embedded model answers with 200: what the faults are put into. */
export const soundRequests: readonly [object, ...object[]] = [
  { model: 'auto', messages: [{ role: 'user', content: 'What is 17 times 23?' }] },
  {
    model: 'auto',
    messages: [
      { role: 'developer', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: 'My name is Alice.' }], name: 'alice' },
      { role: 'assistant', content: 'Hello Alice.', refusal: null },
      { role: 'user', content: 'What is my name?' },
    ],
    stream: true,
    stream_options: { include_usage: true },
    temperature: 0.5,
    top_p: 0.9,
    max_completion_tokens: 100,
    stop: ['END', 'STOP'],
    seed: 7,
    presence_penalty: 0.1,
    frequency_penalty: -0.1,
    metadata: { purpose: 'test' },
    user: 'user-1',
    service_tier: 'auto',
    store: false,
    reasoning_effort: 'low',
    verbosity: 'low',
    prompt_cache_key: 'session-1',
    n: 1,
    logprobs: false,
  },
  {
    model: 'auto',
    messages: [
      { role: 'user', content: 'What is the weather in Bern?' },
      {
        role: 'assistant',
        content: null,
        reasoning_content: 'I need the tool.',
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Bern"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: 'Sunny, 21 degrees.' }] },
    ],
    tools: [weather],
    tool_choice: 'auto',
    parallel_tool_calls: true,
  },
  {
    model: 'auto',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is in these?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}`, detail: 'low' } },
          { type: 'file', file: { filename: 'note.txt', file_data: 'data:text/plain;base64,SGVsbG8gdGhlcmUu' } },
          { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
        ],
      },
    ],
    response_format: { type: 'json_object' },
  },
  {
    model: 'auto',
    messages: [
      { role: 'user', content: 'Look it up.' },
      { role: 'assistant', content: null, function_call: { name: 'look_up', arguments: '{}' } },
      { role: 'function', name: 'look_up', content: 'Nothing found.' },
    ],
    functions: [{ name: 'look_up', parameters: { type: 'object', properties: {} } }],
    function_call: 'auto',
    max_tokens: 50,
    tool_choice: null,
    logit_bias: {},
    modalities: ['text'],
  },
  { model: 'auto', input: 'What is 17 times 23?', stream: true, store: false },
  {
    model: 'auto',
    instructions: 'Be brief.',
    input: [
      { role: 'user', content: [{ type: 'input_text', text: 'What is the weather in Bern?' }] },
      { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'get_weather', arguments: '{"city":"Bern"}' },
      { type: 'function_call_output', call_id: 'call_1', output: 'Sunny, 21 degrees.' },
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'I had the tool.' }] },
      { role: 'user', content: [{ type: 'input_image', image_url: `data:image/png;base64,${pixel}`, detail: 'low' }] },
    ],
    tools: [{ type: 'function', name: 'get_weather', parameters: { type: 'object', properties: {} }, strict: false }],
    tool_choice: 'auto',
    parallel_tool_calls: true,
    text: { format: { type: 'text' } },
    max_output_tokens: 100,
    metadata: { purpose: 'test' },
    include: ['reasoning.encrypted_content'],
    store: true,
  },
  {
    model: 'auto',
    max_tokens: 100,
    system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
    messages: [
      { role: 'user', content: 'What is the weather in Bern?' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'I need the tool.', signature: 'c2lnbmVk' },
          { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'Bern' } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'Sunny, 21 degrees.' }] },
          { type: 'text', text: 'And now?' },
        ],
      },
    ],
    tools: [{ name: 'get_weather', input_schema: { type: 'object', properties: {} } }],
    tool_choice: { type: 'auto' },
    metadata: { user_id: 'user-1' },
    stop_sequences: ['END'],
    stream: true,
  },
];
