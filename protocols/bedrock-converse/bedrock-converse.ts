import type { ProviderCodec } from '../../core/ports/wire-codec.ts';
import { decodeAnswer } from './decode-answer.ts';
import { decodeError } from './decode-error.ts';
import { encodeRequest } from './encode-request.ts';
import { ConverseEventDecoder } from './event-decoder.ts';

/** Amazon Bedrock's Converse API, as its SDK speaks it: bytes are bytes, not base64. */
export const bedrockConverse = {
  protocol: 'bedrock-converse',
  encodeRequest,
  decodeAnswer,
  createEventDecoder: (answerTool: string | null = null) => new ConverseEventDecoder(answerTool),
  decodeError,
} satisfies ProviderCodec;
