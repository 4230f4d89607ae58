/** Providers that LiteLLM resolves in the same place, though an address and a key are not all they need, and why. */
export const leftOutOfLitellm: ReadonlyMap<string, string> = new Map([
  ['bedrock_mantle', 'a kind of its own, signed requests'],
  ['docker_model_runner', 'its address depends on the engine'],
  ['fal_ai', 'pictures, not conversations'],
  ['gigachat', 'its key is exchanged for a token before each use'],
  ['gradient_ai', 'a path of its own, by agent'],
  ['jina_ai', 'embeddings, not conversations'],
  ['langgraph', 'agents, a protocol of their own'],
  ['manus', 'agents, a protocol of their own'],
  ['ollama', 'a kind of its own'],
  ['soniox', 'speech, not conversations'],
]);
