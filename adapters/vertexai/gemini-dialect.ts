import { countedRequest, readTokenCount } from '../../protocols/gemini/count-tokens.ts';
import { geminiOnVertex } from '../../protocols/gemini/gemini.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';
import type { VertexDialect } from './vertex-dialect.ts';

/** Gemini, and what else Google publishes. */
export const geminiDialect: VertexDialect = {
  codec: geminiOnVertex,
  wholeMethod: 'generateContent',
  streamMethod: 'streamGenerateContent?alt=sse',
  requestIdHeader: 'x-request-id',
  toBody: (encoded) => encoded,
  countPath: (modelPath) => `${modelPath}:countTokens`,
  toCountBody: countedRequest,
  readCount: (bytes) => readTokenCount(parseProviderJson(bytes.toString('utf8'), 'an answer')),
  headersFor({ serviceTier }) {
    const isPaid = serviceTier === 'flex' || serviceTier === 'priority';
    return isPaid ? { 'x-vertex-ai-llm-shared-request-type': serviceTier } : {};
  },
};
