import type { FilePart } from '../../core/conversation/part.ts';
import type { FileBlock, ToolResultContentBlock } from './converse-wire.ts';
import type { DocumentNames } from './document-names.ts';
import type { EncodeContext } from './encode-context.ts';
import { type MediaFormat, mediaFormat } from './media-format.ts';

/** A file as a block of a user turn; `null` when it had to be refused. Converse takes bytes, never addresses. */
export function encodeFile(part: FilePart, names: DocumentNames, context: EncodeContext): FileBlock | null {
  const { changes } = context;
  const media = mediaFormat(part.mediaType);
  const refusal = sourceRefusal(part) ?? mediaRefusal(part, media, context);
  if (refusal !== null) changes.refuseMessages(refusal, part);
  if (refusal !== null || media === null || part.source.kind !== 'base64') return null;
  if (part.detail !== undefined && part.detail !== 'auto') changes.say('image detail dropped');
  if (part.filename !== undefined && media.block !== 'document') changes.say('file names dropped');
  const source = { bytes: new Uint8Array(Buffer.from(part.source.data, 'base64')) };
  switch (media.block) {
    case 'image':
      return { image: { format: media.format, source } };
    case 'document':
      return { document: { format: media.format, source, name: names.nameFor(part.filename, changes) } };
    case 'audio':
      return { audio: { format: media.format, source } };
    case 'video':
      return { video: { format: media.format, source } };
  }
}

/** The same inside a tool result, which holds no sound. */
export function encodeResultFile(
  part: FilePart,
  names: DocumentNames,
  context: EncodeContext,
): ToolResultContentBlock | null {
  const block = encodeFile(part, names, context);
  if (block?.audio === undefined) return block;
  context.changes.refuseMessages('tool results cannot hold audio', part);
  return null;
}

function sourceRefusal({ source, mediaType }: FilePart): string | null {
  if (source.kind === 'base64') return source.data === '' ? 'a file is empty' : null;
  if (source.kind === 'id') return 'files stored at another provider cannot be sent to this target; send their content';
  if (mediaType.startsWith('image/')) return 'images must be data URLs for this target';
  return 'files must be sent as base64 data for this target';
}

function mediaRefusal(part: FilePart, media: MediaFormat | null, { facts }: EncodeContext): string | null {
  if (media === null) return `files of type ${part.mediaType} have no equivalent`;
  if (media.block === 'image' && facts.capabilities.images === false) return 'the model takes no images';
  if (media.block === 'document' && facts.capabilities.documents === false) return 'the model takes no documents';
  return null;
}
