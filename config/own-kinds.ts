/** Kinds with an adapter of their own that is tested with fixtures, in the order people are shown them. */
export const fixtureTestedKinds = [
  'openai',
  'openai-compatible',
  'ollama',
  'anthropic',
  'bedrock',
  'gemini',
  'vertexai',
  'azure',
  'sagemaker',
  'llama-cpp',
  'onnx-encoder',
  'embedded',
] as const;

/** Every kind that is not a preset; no preset may have such a name. */
export const ownKinds: ReadonlySet<string> = new Set([...fixtureTestedKinds, 'ai-sdk']);
