import type { ClientCodec, ProviderCodec } from '../../core/ports/wire-codec.ts';
import { decodeError } from '../openai-chat/decode-error.ts';
import { encodeError } from '../openai-chat/encode-error.ts';
import { encodeComment } from '../server-sent-events/encode-comment.ts';
import { decodeAnswer } from './decode-answer.ts';
import { decodeHead } from './decode-head.ts';
import { decodeRequest } from './decode-request.ts';
import { encodeAnswer } from './encode-answer.ts';
import { encodeStreamError } from './encode-error.ts';
import { encodeRequest } from './encode-request.ts';
import { createEventDecoder } from './event-decoder.ts';
import { createEventEncoder, type ResponsesEventEncoder } from './event-encoder.ts';
import { itemFormat } from './item-format.ts';
import { parameterNames } from './parameter-names.ts';
import { protocol } from './protocol.ts';
import { createStreamDecoder, type ResponsesStreamDecoder } from './stream-decoder.ts';
import { surveyRequest } from './survey-request.ts';

interface ResponsesCodec extends ClientCodec, ProviderCodec {
  createEventEncoder(context: Parameters<ClientCodec['createEventEncoder']>[0]): ResponsesEventEncoder;
  createStreamDecoder(): ResponsesStreamDecoder;
}

/** OpenAI Responses, as clients speak it and as providers do. */
export const openAiResponses: ResponsesCodec = {
  protocol,
  parameterName: (option) => parameterNames[option],
  decodeHead,
  surveyRequest,
  decodeRequest,
  encodeAnswer,
  createEventEncoder,
  createStreamDecoder,
  encodeError,
  encodeStreamError,
  encodeComment,
  // The last event says so itself.
  endOfStream: '',
  items: itemFormat,
  encodeRequest,
  decodeAnswer,
  createEventDecoder,
  decodeError,
};
