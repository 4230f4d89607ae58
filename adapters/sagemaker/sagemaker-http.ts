import type { InvokeEndpointCommandInput, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { HeadWatcher, type ResponseHead, watcherPlace } from '../aws-sdk/head-watcher.ts';
import { createSdkClients } from '../aws-sdk/sdk-clients.ts';
import type { ProviderHttp, ProviderHttpRequest, ProviderHttpResponse } from '../provider-http/provider-http.ts';
import { redactError } from '../provider-http/redact-error.ts';
import { untilAborted } from '../provider-http/until-aborted.ts';
import { readEndpointPath } from './endpoint-path.ts';
import { containerAnswer } from './model-error.ts';
import { PayloadParts } from './payload-parts.ts';
import { sageMakerFailure } from './sagemaker-failure.ts';

export interface SageMakerHttpOptions {
  /** Asked once per bound on connecting: the SDK ties that bound to a client. */
  readonly createClient: (connectMs: number) => Promise<SageMakerRuntimeClient>;
  readonly clock: Clock;
  /** One of the endpoint's production variants; default: as its weights say. */
  readonly targetVariant?: string | null;
  /** One of the models of a multi-model endpoint; it cannot be asked for streams. */
  readonly targetModel?: string | null;
}

type Input = Omit<InvokeEndpointCommandInput, 'Body'> & { readonly Body: Uint8Array };

const eventStream = 'text/event-stream';

/**
 * SageMaker endpoints as if their containers were asked over plain HTTP: bodies go in and come out as they are, and an
 * error of the container's is that very answer. Paths are those of `endpointPath`; a request that accepts an event
 * stream is answered with one.
 */
export function createSageMakerHttp(options: SageMakerHttpOptions): ProviderHttp {
  const { createClient, clock, targetVariant, targetModel } = options;
  const clients = createSdkClients(createClient);

  function inputOf({ path, body }: ProviderHttpRequest): Input {
    const { endpoint, inferenceComponent } = readEndpointPath(path);
    return {
      EndpointName: endpoint,
      Body: typeof body === 'string' ? Buffer.from(body) : (body ?? Buffer.alloc(0)),
      ContentType: 'application/json',
      ...(inferenceComponent === null ? null : { InferenceComponentName: inferenceComponent }),
      ...(targetVariant ? { TargetVariant: targetVariant } : null),
    };
  }

  async function sendForStream(request: ProviderHttpRequest, watcher: HeadWatcher): Promise<ProviderHttpResponse> {
    const own = new AbortController();
    const abortSignal = AbortSignal.any([request.signal, own.signal]);
    const { InvokeEndpointWithResponseStreamCommand } = await import('@aws-sdk/client-sagemaker-runtime');
    const command = new InvokeEndpointWithResponseStreamCommand(inputOf(request));
    command.middlewareStack.add(watcher.middleware, watcherPlace);
    const client = await clients.client(request.connectMs);
    try {
      const { Body, ContentType } = await client.send(command, { abortSignal });
      if (Body === undefined) throw new GatewayError('broken-answer', 'SageMaker sent no stream.');
      const translate = (error: unknown) => failure(error, watcher.head, true);
      const body = new PayloadParts(Body, request.signal, () => own.abort(), translate);
      return response(200, ContentType ?? eventStream, watcher.head, body);
    } catch (error) {
      own.abort();
      throw error;
    }
  }

  async function sendForWhole(request: ProviderHttpRequest, watcher: HeadWatcher): Promise<ProviderHttpResponse> {
    const { InvokeEndpointCommand } = await import('@aws-sdk/client-sagemaker-runtime');
    const command = new InvokeEndpointCommand({
      ...inputOf(request),
      ...(targetModel ? { TargetModel: targetModel } : null),
    });
    command.middlewareStack.add(watcher.middleware, watcherPlace);
    const client = await clients.client(request.connectMs);
    const { Body, ContentType } = await client.send(command, { abortSignal: request.signal });
    return response(200, ContentType ?? null, watcher.head, wholeBody(Buffer.from(Body ?? [])));
  }

  function failure(error: unknown, head: ResponseHead | null, isInStream: boolean): unknown {
    return redactError(sageMakerFailure(error, head, isInStream, clock.now()), []);
  }

  return {
    async send(request) {
      const { signal, headers } = request;
      signal.throwIfAborted();
      const isStream = headers.accept === eventStream;
      if (isStream && targetModel) throw cannotStream();
      const watcher = new HeadWatcher({ service: 'SageMaker', isStream });
      const sending = isStream ? sendForStream(request, watcher) : sendForWhole(request, watcher);
      try {
        return await untilAborted(sending, signal);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        const answer = containerAnswer(error);
        if (answer === null) throw failure(error, watcher.head, false);
        return response(answer.status, 'application/json', watcher.head, wholeBody(Buffer.from(answer.body)));
      }
    },

    close: () => clients.close(),
  };
}

function response(
  status: number,
  contentType: string | null,
  head: ResponseHead | null,
  body: AsyncIterableIterator<Buffer>,
): ProviderHttpResponse {
  return {
    status,
    body,
    header(name) {
      if (name === 'content-type') return contentType;
      return name === 'x-request-id' ? (head?.requestId ?? null) : (head?.header(name) ?? null);
    },
  };
}

async function* wholeBody(bytes: Buffer): AsyncGenerator<Buffer, undefined> {
  yield bytes;
}

function cannotStream(): GatewayError {
  return new GatewayError(
    'unsupported-parameter',
    'The models of a multi-model endpoint cannot stream. Ask without `stream`, or ask another model.',
    { param: 'stream', code: 'unsupported_parameter' },
  );
}
