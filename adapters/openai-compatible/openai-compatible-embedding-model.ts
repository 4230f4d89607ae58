import type { Secret } from '../../core/access/secret.ts';
import { otherDimensions } from '../../core/embeddings/other-dimensions.ts';
import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Embedded, EmbeddingCall, EmbeddingModel } from '../../core/ports/embedding-model.ts';
import { openAiChat } from '../../protocols/openai-chat/openai-chat.ts';
import { decodeAnswer } from '../../protocols/openai-embeddings/decode-answer.ts';
import { encodeRequest } from '../../protocols/openai-embeddings/encode-request.ts';
import { protocol } from '../../protocols/openai-embeddings/protocol.ts';
import { rewriteRaw } from '../../protocols/openai-embeddings/rewrite-raw.ts';
import { settleAnswer } from '../../protocols/openai-embeddings/settle-answer.ts';
import { cleanRequestId } from '../provider-http/clean-request-id.ts';
import type { CallAuthorization } from '../provider-http/credential-authorization.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';
import type { ProviderHttp } from '../provider-http/provider-http.ts';
import { readFailure } from '../provider-http/read-failure.ts';
import { readWhole } from '../provider-http/read-whole.ts';
import { redactError } from '../provider-http/redact-error.ts';

/** 2,048 vectors of 3,072 numbers are 34 MB of base64, and 140 MB of JSON numbers with all their digits. */
const maxAnswerBytes = 160 * 1024 * 1024;

export interface OpenAiCompatibleEmbeddingModelOptions {
  readonly http: ProviderHttp;
  /** Sent as a bearer token; `null` = the provider wants none. */
  readonly apiKey: Secret | null;
  /** In place of `apiKey`, where each call is authorised anew. */
  readonly authorization?: CallAuthorization;
  /** Below the base URL, by the model's id where it differs. Default `/embeddings`. */
  readonly path?: (model: string) => string;
  /** Further headers for every request, for example the organisation. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly userAgent: string;
}

/** Embeddings over HTTP: OpenAI, and everybody who speaks like it. */
export function createOpenAiCompatibleEmbeddingModel(options: OpenAiCompatibleEmbeddingModelOptions): EmbeddingModel {
  const { http, apiKey, authorization, clock } = options;
  const secrets = authorization?.secrets ?? (apiKey === null ? [] : [apiKey]);
  const headers = {
    ...options.headers,
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': options.userAgent,
    ...(apiKey === null ? null : { authorization: `Bearer ${apiKey.reveal()}` }),
  };

  async function embed(call: EmbeddingCall): Promise<Embedded> {
    const { raw, request, model, signal, connectMs } = call;
    if (raw === null && request.unreadFields.length > 0 && !call.dropUnsupported) {
      throw new UnsupportedOptions([], request.unreadFields);
    }
    const body = raw === null ? JSON.stringify(encodeRequest(request, model)) : rewriteRaw(raw, model);
    const path = options.path?.(model) ?? '/embeddings';
    const sent = authorization ? { ...headers, ...(await authorization.headers(signal)) } : headers;
    const response = await http.send({ method: 'POST', path, headers: sent, body, signal, connectMs });
    if (response.status === 401) authorization?.refused();
    if (response.status < 200 || response.status >= 300) throw await readFailure(response, openAiChat, clock);
    const bytes = await readWhole(response, maxAnswerBytes);
    const answer = raw === null ? neutral(bytes, call) : { ...settleAnswer(bytes, request, parse), vectors: null };
    return {
      upstreamRequestId: cleanRequestId(response.header('x-request-id'), secrets),
      changes: [
        ...(raw === null ? request.unreadFields.map((name) => `${name} dropped`) : []),
        ...otherDimensions(answer.dimensions, call),
      ],
      usage: answer.usage,
      content:
        answer.vectors === null ? { kind: 'raw', body: answer.body } : { kind: 'neutral', vectors: answer.vectors },
    };
  }

  return {
    protocol,
    embed: (call) => embed(call).catch((error: unknown) => Promise.reject(redactError(error, secrets))),
  };
}

function parse(text: string): unknown {
  return parseProviderJson(text, 'an answer');
}

function neutral(bytes: Buffer, { request }: EmbeddingCall) {
  const { vectors, usage } = decodeAnswer(parse(bytes.toString('utf8')), request.inputs.length);
  return { vectors, usage, dimensions: vectors[0]?.length ?? 0 };
}
