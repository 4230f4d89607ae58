import { geminiOnVertex } from '../../protocols/gemini/gemini.ts';
import type { VertexDialect } from './vertex-dialect.ts';

/** Gemini, and what else Google publishes. */
export const geminiDialect: VertexDialect = {
  codec: geminiOnVertex,
  wholeMethod: 'generateContent',
  streamMethod: 'streamGenerateContent?alt=sse',
  requestIdHeader: 'x-request-id',
  toBody: (encoded) => encoded,
  headersFor({ serviceTier }) {
    const isPaid = serviceTier === 'flex' || serviceTier === 'priority';
    return isPaid ? { 'x-vertex-ai-llm-shared-request-type': serviceTier } : {};
  },
};
