import { createOpenAiCompatibleChatModel } from '../adapters/openai-compatible/openai-compatible-chat-model.ts';
import { endpointPath } from '../adapters/sagemaker/endpoint-path.ts';
import { createSageMakerClient } from '../adapters/sagemaker/sagemaker-client.ts';
import { createSageMakerHttp } from '../adapters/sagemaker/sagemaker-http.ts';
import type { EffectiveProvider } from '../config/effective-provider.ts';
import type { ChatModel } from '../core/ports/chat-model.ts';
import type { Clock } from '../core/ports/clock.ts';
import { awsProxy } from './aws-proxy.ts';
import type { ProxyFor } from './provider-proxy.ts';

export interface ConnectedSageMaker {
  readonly chatModel: ChatModel;
  close(): Promise<void>;
}

/** A provider of kind sagemaker: its models are endpoints whose containers speak Chat Completions. */
export function connectSageMaker(
  { region, endpoint, sageMaker, streamUsage }: EffectiveProvider,
  { proxyFor, clock, userAgent }: { readonly proxyFor: ProxyFor; readonly clock: Clock; readonly userAgent: string },
): ConnectedSageMaker {
  const proxy = awsProxy('runtime.sagemaker', { region, endpoint }, proxyFor);
  const http = createSageMakerHttp({
    createClient: (connectMs) => createSageMakerClient({ region, endpoint, connectMs, proxy }),
    clock,
    targetVariant: sageMaker?.targetVariant ?? null,
    targetModel: sageMaker?.targetModel ?? null,
  });
  const chatModel = createOpenAiCompatibleChatModel({
    http,
    apiKey: null,
    path: endpointPath,
    modelInBody: () => sageMaker?.servedModel ?? null,
    streamUsage,
    clock,
    userAgent,
  });
  return { chatModel, close: () => http.close() };
}
