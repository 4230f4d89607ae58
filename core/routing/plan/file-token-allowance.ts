/**
 * What a file is taken to cost before a provider has counted it, tokens. Nothing is decoded, so these are
 * allowances from the providers' public rules, on the high side: a request is better sent to a larger window than refused.
 */

/** A picture at low detail: 85 tokens at OpenAI. */
export const lowDetailImageTokens = 85;
/** Any other picture: about 1,600 tokens at Anthropic for one of 1.15 megapixels, 765 at OpenAI for 1024 × 1024. */
export const imageTokens = 1_600;

/** A page of a PDF is 1,500 to 3,000 tokens of text and its picture besides. */
const documentPageTokens = 3_000;
/** Between a page of plain text and one that was scanned. */
const documentPageBytes = 50_000;
const maxDocumentPages = 100;

/** A document of so many bytes; 0 when it is only referred to, which counts as one page. */
export function documentTokens(bytes: number): number {
  const pages = Math.min(maxDocumentPages, Math.max(1, Math.ceil(bytes / documentPageBytes)));
  return pages * documentPageTokens;
}

/** Speech costs 10 tokens a second at OpenAI and 32 at Gemini; a second is about 16 kB. */
export function soundTokens(bytes: number): number {
  return Math.ceil(bytes / 1_000);
}

/** The size of what a base64 text holds. */
export function base64Bytes(characters: number): number {
  return Math.floor(characters * 0.75);
}
