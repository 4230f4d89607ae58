/**
 * What becomes of a field, a tool or an item on its way to a target of another protocol. A target of this protocol
 * gets all of them as they came.
 * - `translated`: the neutral model has a word for it.
 * - `gateway`: the gateway itself reads it; no target is told.
 * - `advisory`: left out, and said.
 * - `beside-others`: a tool that is left out, and said, while the client offers tools of its own; refused when it is all there is.
 * - `refused`: an answer without it would be an answer to something else.
 */
export type Fate = 'translated' | 'gateway' | 'advisory' | 'beside-others' | 'refused';

/** Every field of the body; those that are not here are refused by name. */
export const fieldFates: Readonly<Record<string, Fate>> = {
  model: 'gateway',
  stream: 'gateway',
  stream_options: 'gateway',
  store: 'gateway',
  previous_response_id: 'gateway',
  conversation: 'gateway',
  background: 'gateway',
  input: 'translated',
  instructions: 'translated',
  tools: 'translated',
  tool_choice: 'translated',
  parallel_tool_calls: 'translated',
  text: 'translated',
  reasoning: 'translated',
  max_output_tokens: 'translated',
  temperature: 'translated',
  top_p: 'translated',
  top_logprobs: 'translated',
  service_tier: 'translated',
  metadata: 'translated',
  user: 'translated',
  safety_identifier: 'translated',
  prompt_cache_key: 'translated',
  // Advice on how to work, not on what to answer.
  include: 'advisory',
  client_metadata: 'advisory',
  prompt_cache_options: 'advisory',
  prompt_cache_retention: 'advisory',
  context_management: 'advisory',
  truncation: 'advisory',
  image: 'advisory',
  // Bounds the calls of hosted tools, and those are not there.
  max_tool_calls: 'advisory',
  access_programs: 'refused',
  moderation: 'refused',
  prompt: 'refused',
};

/** Members of `reasoning` besides `effort`. */
export const reasoningFates: Readonly<Record<string, Fate>> = {
  effort: 'translated',
  summary: 'advisory',
  generate_summary: 'advisory',
  context: 'advisory',
  mode: 'refused',
};

/** Types of tools; unknown ones are refused by name. */
export const toolFates: Readonly<Record<string, Fate>> = {
  function: 'translated',
  custom: 'translated',
  namespace: 'translated',
  // What a model may use and can do without.
  web_search: 'advisory',
  web_search_2025_08_26: 'advisory',
  web_search_preview: 'advisory',
  web_search_preview_2025_03_11: 'advisory',
  image_generation: 'advisory',
  tool_search: 'advisory',
  programmatic_tool_calling: 'advisory',
  // What brings data or a machine: alone, it is what the request is about.
  file_search: 'beside-others',
  code_interpreter: 'beside-others',
  mcp: 'beside-others',
  computer: 'beside-others',
  computer_use_preview: 'beside-others',
  local_shell: 'beside-others',
  shell: 'beside-others',
  apply_patch: 'beside-others',
};

/** Types of input items; unknown ones are refused by name. */
export const itemFates: Readonly<Record<string, Fate>> = {
  message: 'translated',
  function_call: 'translated',
  function_call_output: 'translated',
  custom_tool_call: 'translated',
  custom_tool_call_output: 'translated',
  reasoning: 'translated',
  item_reference: 'gateway',
  additional_tools: 'translated',
  // Records of what a provider did by itself; what came of it is in the text that follows.
  web_search_call: 'advisory',
  file_search_call: 'advisory',
  code_interpreter_call: 'advisory',
  image_generation_call: 'advisory',
  mcp_list_tools: 'advisory',
  mcp_call: 'advisory',
  tool_search_call: 'advisory',
  tool_search_output: 'advisory',
  program: 'advisory',
  program_output: 'advisory',
  compaction_trigger: 'advisory',
  configuration_update: 'advisory',
  // Exchanges with the client that a model must know of to go on.
  computer_call: 'refused',
  computer_call_output: 'refused',
  local_shell_call: 'refused',
  local_shell_call_output: 'refused',
  shell_call: 'refused',
  shell_call_output: 'refused',
  apply_patch_call: 'refused',
  apply_patch_call_output: 'refused',
  mcp_approval_request: 'refused',
  mcp_approval_response: 'refused',
  compaction: 'refused',
};
