import type { FilePart } from '../../core/conversation/part.ts';
import type { Block } from './block.ts';
import type { PartContext } from './part-context.ts';

const imageTypes: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

/** An image or document block; `null` when the file cannot be sent, which the notes then say. */
export function encodeFile(part: FilePart, context: PartContext): Block | null {
  const refuse = (reason: string): null => {
    context.notes.unsupportedPart(part, reason);
    return null;
  };
  if (part.source.kind === 'id') return refuse('a file is given by an id of another provider');
  const isImage = part.mediaType.startsWith('image/');
  if (part.detail !== undefined && part.detail !== 'auto') context.notes.changed('image detail dropped');
  if (isImage && part.filename !== undefined) context.notes.changed('file names dropped');
  if (isImage) {
    if (context.capabilities.images === false) return refuse('this model takes no images');
    return encodeImage(part) ?? refuse(`an image of type ${part.mediaType}; send JPEG, PNG, GIF or WebP`);
  }
  if (context.capabilities.documents === false) return refuse('this model takes no documents');
  return encodeDocument(part) ?? refuse(`a file of type ${part.mediaType}; send an image, a PDF or plain text`);
}

function encodeImage(part: FilePart): Block | null {
  if (part.source.kind === 'url') return { type: 'image', source: { type: 'url', url: part.source.url } };
  const mediaType = part.mediaType === 'image/jpg' ? 'image/jpeg' : part.mediaType;
  if (part.source.kind !== 'base64' || !imageTypes.has(mediaType)) return null;
  return { type: 'image', source: { type: 'base64', media_type: mediaType, data: part.source.data } };
}

function encodeDocument(part: FilePart): Block | null {
  const source = documentSource(part);
  if (source === null) return null;
  return { type: 'document', source, ...(part.filename !== undefined && { title: part.filename }) };
}

function documentSource({ mediaType, source }: FilePart): Block | null {
  if (mediaType === 'application/pdf') {
    if (source.kind === 'url') return { type: 'url', url: source.url };
    if (source.kind === 'base64') return { type: 'base64', media_type: mediaType, data: source.data };
  }
  if (mediaType === 'text/plain' && source.kind === 'base64') {
    return { type: 'text', media_type: mediaType, data: Buffer.from(source.data, 'base64').toString('utf8') };
  }
  return null;
}
