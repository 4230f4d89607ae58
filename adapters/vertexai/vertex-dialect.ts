import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import type { JsonObject, ProviderCodec } from '../../core/ports/wire-codec.ts';

/** How the models of one publisher are spoken to. */
export interface VertexDialect {
  readonly codec: Pick<ProviderCodec, 'encodeRequest' | 'decodeAnswer' | 'decodeError'>;
  /** What follows the model in the address, with its query. */
  readonly wholeMethod: string;
  readonly streamMethod: string;
  /** The header in which the provider names the request. */
  readonly requestIdHeader: string;
  /** The codec's body as this place wants it. */
  toBody(encoded: JsonObject): JsonObject;
  /** How tokens are counted: the path below the place, given the model's own, with its method; the body; the number in the answer. */
  countPath(modelPath: string): string;
  toCountBody(encoded: JsonObject, modelPath: string): JsonObject;
  /** @throws GatewayError `broken-answer` when there is none. */
  readCount(bytes: Buffer): number;
  /** What is said in headers here. */
  headersFor(request: ConversationRequest): Readonly<Record<string, string>>;
}
