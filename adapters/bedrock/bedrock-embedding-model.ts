import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { embedInBatches } from '../../core/embeddings/embed-in-batches.ts';
import { GatewayError, invalidRequest } from '../../core/errors/gateway-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Embedded, EmbeddedBatch, EmbeddingCall, EmbeddingModel } from '../../core/ports/embedding-model.ts';
import { HeadWatcher, watcherPlace } from '../aws-sdk/head-watcher.ts';
import type { SdkClients } from '../aws-sdk/sdk-clients.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';
import { redactError } from '../provider-http/redact-error.ts';
import { bedrockFailure } from './bedrock-failure.ts';
import type { AskedOfFamily, EmbeddingFamily } from './embedding-family.ts';
import { findEmbeddingFamily } from './find-embedding-family.ts';
import { fitEmbeddingRequest } from './fit-embedding-request.ts';
import { linkAbort } from './linked-abort.ts';

const service = 'Amazon Bedrock';

export interface BedrockEmbeddingModelOptions {
  readonly clients: Pick<SdkClients<BedrockRuntimeClient>, 'client'>;
  readonly clock: Clock;
}

/** Embedding models behind Amazon Bedrock's InvokeModel: Titan and Cohere. The SDK is loaded by the first call. */
export function createBedrockEmbeddingModel({ clients, clock }: BedrockEmbeddingModelOptions): EmbeddingModel {
  /** One call with no more texts than the family takes at once. */
  async function invoke(
    texts: readonly string[],
    { model, connectMs }: EmbeddingCall,
    { family, asked }: { readonly family: EmbeddingFamily; readonly asked: AskedOfFamily },
    signal: AbortSignal,
  ): Promise<EmbeddedBatch> {
    const link = linkAbort(signal);
    const watcher = new HeadWatcher({ service, isStream: false, wholeType: 'application/json' });
    try {
      const { InvokeModelCommand } = await import('@aws-sdk/client-bedrock-runtime');
      const command = new InvokeModelCommand({
        modelId: model,
        contentType: 'application/json',
        accept: 'application/json',
        body: JSON.stringify(family.encodeBody(texts, asked)),
      });
      command.middlewareStack.add(watcher.middleware, watcherPlace);
      const sending = clients.client(connectMs).then((client) => client.send(command, { abortSignal: link.signal }));
      const output = await link.bounded(sending);
      const body = parseProviderJson(Buffer.from(output.body ?? []).toString('utf8'), 'an answer');
      const answer = family.decodeBody(body);
      if (answer?.vectors.length !== texts.length) {
        throw new GatewayError('broken-answer', 'Amazon Bedrock answered without a vector for each text.');
      }
      const tokens = answer.tokens ?? countIn(watcher.head?.header('x-amzn-bedrock-input-token-count') ?? null);
      return { vectors: answer.vectors, tokens, upstreamRequestId: watcher.head?.requestId ?? null };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw redactError(bedrockFailure(error, watcher.head, clock.now()), []);
    } finally {
      link.unlink();
    }
  }

  return {
    protocol: null,

    async embed(call): Promise<Embedded> {
      const family = findEmbeddingFamily(call.model);
      if (family === null) throw notKnown(call.model);
      const { asked, changes } = fitEmbeddingRequest(call.request, family, call.dropUnsupported);
      const { vectors, usage, upstreamRequestId } = await embedInBatches(call, family.maxInputs, (inputs, signal) =>
        invoke(
          inputs.filter((input) => typeof input === 'string'),
          call,
          { family, asked },
          signal,
        ),
      );
      return { upstreamRequestId, changes, usage, content: { kind: 'neutral', vectors } };
    },
  };
}

function countIn(header: string | null): number | null {
  return header !== null && /^\d+$/.test(header) ? Number(header) : null;
}

function notKnown(model: string): GatewayError {
  return invalidRequest(
    'model',
    `\`${model.slice(0, 100)}\` is not known as an embedding model of Amazon Bedrock: ask for Titan Text Embeddings (\`amazon.titan-embed-text-v2:0\`) or Cohere Embed (\`cohere.embed-v4:0\`).`,
    'no_embedding_model',
  );
}
