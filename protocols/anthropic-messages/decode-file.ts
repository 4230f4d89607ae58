import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { FilePart, FileSource } from '../../core/conversation/part.ts';
import { decodeExtras } from './decode-extras.ts';
import type { ObjectReader } from './object-reader.ts';
import type { UnknownFields } from './unknown-fields.ts';

/** An image or document block; `null` for sources no other format has: ids, and blocks of content inside a document. */
export function decodeFile(type: 'image' | 'document', reader: ObjectReader, unknown: UnknownFields): FilePart | null {
  const file = decodeSource(type, reader.object('source'));
  if (file === null) return null;
  const filename = type === 'document' ? reader.optionalString('title') : undefined;
  const extras = decodeExtras(reader);
  if (type === 'document') nameWhatOthersLack(extras.opaque?.data, reader, unknown);
  return { type: 'file', ...file, ...(filename !== undefined && { filename }), ...extras };
}

/** Sources that the answer shall tell, and what the model shall know of the document, travel with it in this format only. */
function nameWhatOthersLack(data: unknown, reader: ObjectReader, unknown: UnknownFields): void {
  const { citations, context } = isJsonObject(data) ? data : {};
  if (isJsonObject(citations) && citations.enabled === true) unknown.add(reader.pathOf('citations'), citations);
  if (typeof context === 'string' && context !== '') unknown.add(reader.pathOf('context'), context);
}

function decodeSource(
  type: 'image' | 'document',
  source: ObjectReader,
): { readonly mediaType: string; readonly source: FileSource } | null {
  const unnamed = type === 'image' ? 'image/*' : 'application/pdf';
  switch (source.string('type')) {
    case 'base64':
      return { mediaType: source.string('media_type'), source: { kind: 'base64', data: source.string('data') } };
    case 'url':
      return { mediaType: unnamed, source: { kind: 'url', url: source.string('url') } };
    case 'text':
      return { mediaType: 'text/plain', source: { kind: 'base64', data: toBase64(source.string('data')) } };
    // An id is good at the provider that gave it, and nowhere else.
    case 'file':
    case 'content':
      return null;
    default:
      throw source.problem('type', 'must be base64, url, file, text or content');
  }
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
