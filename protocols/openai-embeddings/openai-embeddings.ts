import type { EmbeddingCodec } from '../../core/ports/embedding-codec.ts';
import { decodeHead } from '../openai-chat/decode-head.ts';
import { decodeRequest } from './decode-request.ts';
import { encodeAnswer } from './encode-answer.ts';
import { protocol } from './protocol.ts';
import { surveyRequest } from './survey-request.ts';

/** OpenAI's embeddings, as clients speak them. */
export const openAiEmbeddings: EmbeddingCodec = {
  protocol,
  decodeHead: (body) => ({ ...decodeHead({ model: body.model }), stream: false }),
  surveyRequest,
  decodeRequest,
  encodeAnswer,
};
