import type { OpenAICompatibleProvider } from '@ai-sdk/openai-compatible';

/** The interface that packages of the AI SDK put their language models behind, in the one version spoken here. */
export type LanguageModel = ReturnType<OpenAICompatibleProvider['languageModel']>;

export const specificationVersion = 'v4' satisfies LanguageModel['specificationVersion'];

export type CallOptions = Parameters<LanguageModel['doStream']>[0];
export type Prompt = CallOptions['prompt'];
export type PromptMessage = Prompt[number];
export type PromptTool = NonNullable<CallOptions['tools']>[number];

type StreamResult = Awaited<ReturnType<LanguageModel['doStream']>>;
export type StreamPart = StreamResult['stream'] extends ReadableStream<infer Part> ? Part : never;
export type GenerateResult = Awaited<ReturnType<LanguageModel['doGenerate']>>;
export type ModelContent = GenerateResult['content'][number];
export type ModelUsage = GenerateResult['usage'];
export type ModelFinishReason = GenerateResult['finishReason'];
export type ModelWarning = GenerateResult['warnings'][number];
export type ProviderMetadata = NonNullable<GenerateResult['providerMetadata']>;
