import type { ProviderCodec } from '../../core/ports/wire-codec.ts';
import { decodeAnswer } from './decode-answer.ts';
import { decodeError } from './decode-error.ts';
import { encodeRequest } from './encode-request.ts';
import { createEventDecoder } from './event-decoder.ts';
import { type GeminiHost, geminiApi, vertexAi } from './gemini-host.ts';
import { protocolName } from './protocol-name.ts';

function createCodec(host: GeminiHost): ProviderCodec {
  return {
    protocol: protocolName,
    encodeRequest: (request, options) => encodeRequest(request, options, host),
    decodeAnswer,
    createEventDecoder,
    decodeError,
  };
}

/** `generateContent` as the Gemini API speaks it. */
export const gemini: ProviderCodec = createCodec(geminiApi);

/** `generateContent` as Vertex AI speaks it. */
export const geminiOnVertex: ProviderCodec = createCodec(vertexAi);
