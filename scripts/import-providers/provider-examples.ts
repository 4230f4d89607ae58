/** A kind of provider and one configuration of it that works as it stands. */
export interface ProviderExample {
  readonly kind: string;
  /** What it speaks to, and how it is paid for in keys. */
  readonly about: string;
  readonly yaml: string;
}

/** One per kind, in the order of the documentation. */
export const providerExamples: readonly ProviderExample[] = [
  {
    kind: 'openai',
    about:
      'The OpenAI API. The key is `OPENAI_API_KEY` unless `apiKey` says otherwise. Clients of Chat Completions and of ' +
      'Responses are passed through; for all others it is asked in Chat Completions unless `api: responses` is set.',
    yaml: 'openai: { kind: openai, apiKey: env:OPENAI_API_KEY }',
  },
  {
    kind: 'openai-compatible',
    about:
      'Any server that speaks Chat Completions: vLLM, llama.cpp, a gateway of your own. `baseUrl` includes the version.',
    yaml: 'mine: { kind: openai-compatible, baseUrl: http://127.0.0.1:8000/v1, apiKey: env:MINE_KEY }',
  },
  {
    kind: 'ollama',
    about: 'A running Ollama; no key.',
    yaml: 'ollama: { kind: ollama, baseUrl: http://127.0.0.1:11434 }',
  },
  {
    kind: 'anthropic',
    about: 'The Anthropic API. The key is `ANTHROPIC_API_KEY` unless `apiKey` says otherwise.',
    yaml: 'claude: { kind: anthropic, apiKey: env:ANTHROPIC_API_KEY }',
  },
  {
    kind: 'bedrock',
    about:
      'Amazon Bedrock. Credentials come from the AWS chain: variables, a profile, a role. `api: openai` and ' +
      '`api: anthropic` ask the hosts that speak those formats, with the Bedrock API key in `AWS_BEARER_TOKEN_BEDROCK`.',
    yaml: 'bedrock: { kind: bedrock, region: us-east-1 }',
  },
  {
    kind: 'gemini',
    about: 'The Gemini API. The key is `GEMINI_API_KEY` or `GOOGLE_API_KEY` unless `apiKey` says otherwise.',
    yaml: 'gemini: { kind: gemini, apiKey: env:GEMINI_API_KEY }',
  },
  {
    kind: 'vertexai',
    about:
      'Gemini and Claude on Vertex AI. Credentials are looked for where Google’s own tools look, or in `credentialsFile`: ' +
      'a service account, a user, workload identity or impersonation. Without `location` it is `global`.',
    yaml: 'vertex: { kind: vertexai, project: env:GCP_PROJECT_ID, location: us-central1 }',
  },
  {
    kind: 'azure',
    about:
      'Azure OpenAI; models are the names of deployments. The key is `AZURE_OPENAI_API_KEY` unless `apiKey` says otherwise; ' +
      '`identity: client-secret`, `workload` or `managed` takes Entra ID instead, from the variables of Azure’s own tools. ' +
      'A dated interface: `apiVersion: "2024-10-21"`.',
    yaml: 'azure: { kind: azure, baseUrl: https://RESOURCE.openai.azure.com, apiKey: env:AZURE_OPENAI_API_KEY }',
  },
  {
    kind: 'sagemaker',
    about:
      'A model behind a SageMaker endpoint whose container takes Chat Completions; models are `ENDPOINT` or `ENDPOINT/COMPONENT`. Credentials come from the AWS chain.',
    yaml: 'own: { kind: sagemaker, region: us-east-1 }',
  },
  {
    kind: 'llama-cpp',
    about:
      'Weights on this machine that you bring (`npx cato model add smollm2-135m-instruct`) and run with `node-llama-cpp`, ' +
      'which you install: [models on this machine](local-models.md). They are loaded at the start, in the background.',
    yaml: 'here: { kind: llama-cpp, model: smollm2-135m-instruct }',
  },
  {
    kind: 'onnx-encoder',
    about:
      'Embeddings on this machine (`npx cato model add all-minilm-l6-v2`) with `onnxruntime-node`, which you install; ' +
      'ask for `vectors/all-minilm-l6-v2`.',
    yaml: 'vectors: { kind: onnx-encoder }',
  },
  {
    kind: 'embedded',
    about: 'The model inside Cato: no key, no network. It is there when no provider is configured.',
    yaml: '{}',
  },
  {
    kind: 'ai-sdk',
    about:
      'A package of the Vercel AI SDK that you install beside the configuration: `npm install @ai-sdk/cohere`. ' +
      'It must speak version v4 of the language model interface, which packages made for `ai` 7 do.',
    yaml: "cohere: { kind: ai-sdk, package: '@ai-sdk/cohere', apiKey: env:COHERE_API_KEY }",
  },
];
