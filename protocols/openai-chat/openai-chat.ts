import type { ClientCodec, ProviderCodec } from '../../core/ports/wire-codec.ts';
import { encodeComment } from '../server-sent-events/encode-comment.ts';
import { decodeAnswer } from './decode-answer.ts';
import { decodeError } from './decode-error.ts';
import { decodeHead } from './decode-head.ts';
import { decodeRequest } from './decode-request.ts';
import { encodeAnswer } from './encode-answer.ts';
import { encodeError, encodeStreamError } from './encode-error.ts';
import { encodeRequest } from './encode-request.ts';
import { endOfStream } from './end-of-stream.ts';
import { createEventDecoder } from './event-decoder.ts';
import { createEventEncoder } from './event-encoder.ts';
import { parameterNames } from './parameter-names.ts';
import { protocol } from './protocol.ts';
import { createStreamDecoder } from './stream-decoder.ts';
import { surveyRequest } from './survey-request.ts';

/** OpenAI Chat Completions, as clients speak it and as providers do. */
export const openAiChat: ClientCodec & ProviderCodec = {
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
  endOfStream,
  encodeRequest,
  decodeAnswer,
  createEventDecoder,
  decodeError,
};
