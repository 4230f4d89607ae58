/** The keys that the format always has, where an answer of another format says nothing of them. */
export const untold = { stop_details: null, container: null, diagnostics: null };
const untoldUsage = { server_tool_use: null, inference_geo: null, speed: null };
export const toldUsage = { ...untoldUsage, service_tier: null, output_tokens_details: null };
export const uncountedUsage = {
  ...toldUsage,
  input_tokens: 0,
  output_tokens: 0,
  cache_creation_input_tokens: null,
  cache_read_input_tokens: null,
  cache_creation: null,
};
