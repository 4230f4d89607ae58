import type { Secret } from '../../core/access/secret.ts';
import { embedInBatches } from '../../core/embeddings/embed-in-batches.ts';
import { otherDimensions } from '../../core/embeddings/other-dimensions.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { EmbeddingModel } from '../../core/ports/embedding-model.ts';
import { geminiOnVertex } from '../../protocols/gemini/gemini.ts';
import { vertexWire } from '../../protocols/gemini-embeddings/find-wire.ts';
import { fitRequest } from '../../protocols/gemini-embeddings/fit-request.ts';
import { readAnswer } from '../../protocols/gemini-embeddings/read-answer.ts';
import { cleanRequestId } from '../provider-http/clean-request-id.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';
import { readFailure } from '../provider-http/read-failure.ts';
import { readWhole } from '../provider-http/read-whole.ts';
import { redactError } from '../provider-http/redact-error.ts';
import { placePath } from './vertex-address.ts';
import type { VertexChatModelOptions } from './vertex-chat-model.ts';
import { readModelName } from './vertex-model-name.ts';

/** Vectors of the embedding models that Google publishes on Vertex AI. */
export function createVertexEmbeddingModel(options: Omit<VertexChatModelOptions, 'streamReaders'>): EmbeddingModel {
  const { http, tokens, quotaProject, version, clock } = options;
  const place = placePath(options);
  const headers = {
    'content-type': 'application/json',
    'user-agent': version === undefined ? 'cato' : `cato/${version}`,
    ...(quotaProject !== undefined && { 'x-goog-user-project': quotaProject }),
  };

  return {
    protocol: null,

    async embed(call) {
      const { model, request, connectMs } = call;
      const { publisher, path } = readModelName(model);
      if (publisher !== 'google') throw noEmbeddings(model);
      const wire = vertexWire(path);
      const { asked, changes } = fitRequest(request, wire, call.dropUnsupported);
      const secrets: Secret[] = [];
      try {
        const { vectors, ...told } = await embedInBatches(call, wire.maxInputs, async (inputs, signal) => {
          const texts = inputs.filter((input) => typeof input === 'string');
          const token = await tokens.current(signal);
          secrets.push(token);
          const response = await http.send({
            method: 'POST',
            path: `${place}/${path}:${wire.method}`,
            headers: { ...headers, authorization: `Bearer ${token.reveal()}` },
            body: JSON.stringify(wire.encodeBody(texts, { ...asked, model: path })),
            signal,
            connectMs,
          });
          if (response.status === 401) tokens.discard(token);
          if (response.status < 200 || response.status >= 300) throw await readFailure(response, geminiOnVertex, clock);
          const upstreamRequestId = cleanRequestId(response.header('x-request-id'), secrets);
          const body = parseProviderJson((await readWhole(response)).toString('utf8'), 'an answer');
          return { ...readAnswer(body, wire, texts.length), upstreamRequestId };
        });
        const said = [...changes, ...otherDimensions(vectors[0]?.length ?? 0, call)];
        return { ...told, changes: said, content: { kind: 'neutral', vectors } };
      } catch (error) {
        throw redactError(error, secrets);
      }
    },
  };
}

function noEmbeddings(model: string): Error {
  return invalidRequest(
    'model',
    `\`${model.slice(0, 100)}\` makes no embeddings: ask for a model that Google publishes, such as \`gemini-embedding-001\`.`,
    'no_embedding_model',
  );
}
