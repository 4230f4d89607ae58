import type { ProviderCodec } from '../../core/ports/wire-codec.ts';
import { decodeAnswer } from './decode-answer.ts';
import { decodeError } from './decode-error.ts';
import { encodeRequest } from './encode-request.ts';
import { createEventDecoder } from './event-decoder.ts';
import { protocolName } from './protocol-name.ts';

/** Anthropic Messages, as providers speak it. */
export const anthropicMessages: ProviderCodec = {
  protocol: protocolName,
  encodeRequest,
  decodeAnswer,
  createEventDecoder,
  decodeError,
};
