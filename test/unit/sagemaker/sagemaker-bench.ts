import type { SdkClientOptions } from '../../../adapters/aws-sdk/sdk-client-settings.ts';
import { createOpenAiCompatibleChatModel } from '../../../adapters/openai-compatible/openai-compatible-chat-model.ts';
import type { ProviderHttp } from '../../../adapters/provider-http/provider-http.ts';
import { endpointPath } from '../../../adapters/sagemaker/endpoint-path.ts';
import { createSageMakerClient } from '../../../adapters/sagemaker/sagemaker-client.ts';
import { createSageMakerHttp, type SageMakerHttpOptions } from '../../../adapters/sagemaker/sagemaker-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import type { ChatModel } from '../../../core/ports/chat-model.ts';
import { payloadParts } from '../../support/sagemaker-frames.ts';
import type { ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';

export interface SageMakerBench {
  readonly http: ProviderHttp;
  readonly model: ChatModel;
}

type Settings = Partial<Omit<SageMakerHttpOptions, 'clock'>> & {
  readonly client?: Partial<SdkClientOptions>;
  readonly servedModel?: string;
};

/** A model on a SageMaker endpoint whose service is at the URL. */
export function sageMakerBench(url: string, settings: Settings = {}): SageMakerBench {
  const { client, servedModel, ...rest } = settings;
  const clock = createSystemClock();
  const credentials = { accessKeyId: 'tide', secretAccessKey: 'secret' };
  const http = createSageMakerHttp({
    createClient: (connectMs) =>
      createSageMakerClient({ region: 'us-east-1', endpoint: url, connectMs, credentials, ...client }),
    clock,
    ...rest,
  });
  const model = createOpenAiCompatibleChatModel({
    http,
    apiKey: null,
    path: endpointPath,
    modelInBody: () => servedModel ?? null,
    streamUsage: true,
    clock,
    userAgent: 'cato/test',
  });
  return { http, model };
}

export const streamHead = {
  'content-type': 'application/vnd.amazon.eventstream',
  'x-amzn-sagemaker-content-type': 'text/event-stream',
  'x-amzn-requestid': 'request-1',
};

/** The bytes as a response stream, in parts of one length. */
export function streamOf(bytes: string | Buffer, partBytes = 1_000_000): ScriptedAnswer {
  return { headers: streamHead, body: payloadParts(Buffer.from(bytes), partBytes) };
}
