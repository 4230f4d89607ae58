import { gemini } from '../../protocols/gemini/gemini.ts';
import { createNeutralStreamReader } from '../provider-http/neutral-stream-reader.ts';
import { parseProviderJson } from '../provider-http/parse-provider-json.ts';
import type { StreamReader } from '../provider-http/stream-reader.ts';

/**
 * Reads a `streamGenerateContent` stream in the neutral form. The format has no end marker: the stream is over once it
 * has said why it stopped and what it used.
 */
export function createGeminiStreamReader(): StreamReader {
  return createNeutralStreamReader(
    gemini.createEventDecoder(),
    ({ data }) => (data === '' ? {} : parseProviderJson(data, 'a stream event')),
    (_, usage) => usage !== null,
  );
}
