/** Kinds of providers that Cato speaks to with an adapter of its own; no preset may have such a name. */
export const ownKinds: ReadonlySet<string> = new Set([
  'openai',
  'openai-compatible',
  'ollama',
  'anthropic',
  'bedrock',
  'gemini',
  'vertexai',
  'azure',
  'sagemaker',
  'embedded',
  'ai-sdk',
]);
