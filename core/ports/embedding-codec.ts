import type { Usage } from '../conversation/usage.ts';
import type { RequestSurvey } from '../routing/plan/request-survey.ts';
import type { EmbeddingRequest, Vector } from './embedding-model.ts';
import type { JsonObject, RequestHead } from './wire-codec.ts';

/** A wire format in which clients ask for vectors. Pure. Errors are written by the client's `ClientCodec`. */
export interface EmbeddingCodec {
  /** The format's name. Equal names mean bytes can pass through. */
  readonly protocol: string;
  /** Reads only what routing needs, strictly. @throws GatewayError `invalid-request` with `param`. */
  decodeHead(body: JsonObject): RequestHead;
  /** What routing needs beyond the head. Never throws: malformed inputs count as absent. */
  surveyRequest(body: JsonObject): RequestSurvey;
  /** @throws GatewayError `invalid-request` with `param` when the body is malformed. */
  decodeRequest(body: JsonObject): EmbeddingRequest;
  /** The body of an answer. */
  encodeAnswer(vectors: readonly Vector[], context: EmbeddingAnswerContext): string;
}

/** What an answer needs besides its vectors. */
export interface EmbeddingAnswerContext {
  readonly request: EmbeddingRequest;
  /** The model as the client asked for it. */
  readonly model: string;
  /** `null` = unknown: it is then left out. */
  readonly usage: Usage | null;
}
