import type { FilePart } from '../../core/conversation/part.ts';
import type { EncodeContext } from './encode-context.ts';
import { returnSignature } from './thought-signature.ts';
import type { WirePart } from './wire-part.ts';

const imageTypes: ReadonlyMap<string, string> = new Map([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['webp', 'image/webp'],
  ['heic', 'image/heic'],
  ['heif', 'image/heif'],
  ['gif', 'image/gif'],
]);

/** A file as a part of a turn; none when it cannot be sent, which the notes then say. */
export function encodeFile(part: FilePart, speaker: 'user' | 'assistant', context: EncodeContext): WirePart[] {
  const { notes } = context;
  const refusal = refusalOf(part, speaker, context);
  if (refusal !== null) {
    notes.unsupportedPart(part, refusal);
    return [];
  }
  return [{ ...encodeMedia(part, context), ...returnSignature(part.opaque) }];
}

/** Why the file cannot be sent; `null` when it can. */
export function refusalOf(
  { source, mediaType }: FilePart,
  speaker: 'user' | 'assistant',
  { facts }: EncodeContext,
): string | null {
  if (source.kind === 'id') return 'a file is given by an id of another provider';
  if (source.kind === 'base64' && source.data === '') return 'a file is empty';
  if (source.kind === 'url' && speaker === 'assistant') return 'an assistant message holds a file by its address';
  if (source.kind === 'url' && !/^(https|gs):\/\//i.test(source.url))
    return 'a file has an address that is neither https nor gs';
  if (!/^(image|audio|video|text)\/|^application\/(pdf|json)\b/i.test(mediaType)) {
    return `files of type ${mediaType} have no equivalent`;
  }
  if (mediaType.startsWith('image/') && facts.capabilities.images === false) return 'this model takes no images';
  if (mediaType.startsWith('application/pdf') && facts.capabilities.documents === false) {
    return 'this model takes no documents';
  }
  return null;
}

/** Bytes or address of a file that is not refused. */
export function encodeMedia({ source, mediaType, detail, filename }: FilePart, { notes }: EncodeContext): WirePart {
  if (detail !== undefined && detail !== 'auto') notes.changed('image detail dropped');
  if (filename !== undefined) notes.changed('file names dropped');
  if (source.kind === 'base64') return { inlineData: { mimeType: exactType(mediaType, ''), data: source.data } };
  const fileUri = source.kind === 'url' ? source.url : '';
  const mimeType = exactType(mediaType, fileUri);
  if (mimeType !== mediaType) notes.changed(`an image of unknown type sent as ${mimeType}`);
  return { fileData: { mimeType, fileUri } };
}

/** The provider wants a type, not a family: the address' ending tells it, else the commonest is as good a guess as any. */
function exactType(mediaType: string, address: string): string {
  if (mediaType !== 'image/*') return mediaType;
  const ending = /\.([a-z]+)(?:[?#]|$)/i.exec(address)?.[1]?.toLowerCase() ?? '';
  return imageTypes.get(ending) ?? 'image/jpeg';
}
