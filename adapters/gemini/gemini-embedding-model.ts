import type { Secret } from '../../core/access/secret.ts';
import { embedInBatches } from '../../core/embeddings/embed-in-batches.ts';
import { otherDimensions } from '../../core/embeddings/other-dimensions.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { EmbeddingModel } from '../../core/ports/embedding-model.ts';
import { gemini } from '../../protocols/gemini/gemini.ts';
import { geminiWire } from '../../protocols/gemini-embeddings/find-wire.ts';
import { fitRequest } from '../../protocols/gemini-embeddings/fit-request.ts';
import { readAnswer } from '../../protocols/gemini-embeddings/read-answer.ts';
import { cleanRequestId } from '../provider-http/clean-request-id.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';
import type { ProviderHttp } from '../provider-http/provider-http.ts';
import { readFailure } from '../provider-http/read-failure.ts';
import { readWhole } from '../provider-http/read-whole.ts';
import { redactError } from '../provider-http/redact-error.ts';
import { modelPath } from './model-path.ts';

export interface GeminiEmbeddingModelOptions {
  /** Its base URL ends before `/models/…`, after the API's version. */
  readonly http: ProviderHttp;
  /** `null` sends none, for servers that want none. */
  readonly apiKey: Secret | null;
  /** Cato's own version, named as `user-agent: cato/<version>`; default: no version. */
  readonly version?: string;
  readonly clock: Clock;
}

/** Vectors of the Gemini API. */
export function createGeminiEmbeddingModel({
  http,
  apiKey,
  version,
  clock,
}: GeminiEmbeddingModelOptions): EmbeddingModel {
  const secrets = apiKey === null ? [] : [apiKey];
  const headers = {
    'content-type': 'application/json',
    'user-agent': version === undefined ? 'cato' : `cato/${version}`,
    ...(apiKey !== null && { 'x-goog-api-key': apiKey.reveal() }),
  };

  return {
    protocol: null,

    async embed(call) {
      const { model, request, connectMs } = call;
      const wire = geminiWire(model);
      const { asked, changes } = fitRequest(request, wire, call.dropUnsupported);
      try {
        const { vectors, ...told } = await embedInBatches(call, wire.maxInputs, async (inputs, signal) => {
          const texts = inputs.filter((input) => typeof input === 'string');
          const response = await http.send({
            method: 'POST',
            path: `/${modelPath(model)}:${wire.method}`,
            headers,
            body: JSON.stringify(wire.encodeBody(texts, { ...asked, model: modelPath(model) })),
            signal,
            connectMs,
          });
          if (response.status < 200 || response.status >= 300) throw await readFailure(response, gemini, clock);
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
