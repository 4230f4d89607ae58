import type { ClientCodec, ProviderCodec } from '../../core/ports/wire-codec.ts';
import { decodeAnswer } from './decode-answer.ts';
import { decodeError } from './decode-error.ts';
import { decodeHead } from './decode-head.ts';
import { decodeRequest } from './decode-request.ts';
import { encodeAnswer } from './encode-answer.ts';
import { encodeComment } from './encode-comment.ts';
import { encodeError, encodeStreamError } from './encode-error.ts';
import { encodeRequest } from './encode-request.ts';
import { endOfStream } from './end-of-stream.ts';
import { createEventDecoder } from './event-decoder.ts';
import { createEventEncoder } from './event-encoder.ts';
import { parameterNames } from './parameter-names.ts';
import { protocolName } from './protocol-name.ts';
import { createStreamDecoder } from './stream-decoder.ts';
import { surveyRequest } from './survey-request.ts';

/** Anthropic Messages, as clients speak it and as providers do. */
export const anthropicMessages: ClientCodec & ProviderCodec = {
  passedHeaders: ['anthropic-beta'],
  protocol: protocolName,
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
  createEventDecoder: () => createEventDecoder(),
  decodeError,
};
