import type { ContentBlock, ToolResultContentBlock } from '@aws-sdk/client-bedrock-runtime';
import type { FilePart } from '../../core/conversation/part.ts';
import type { DocumentNames } from './document-names.ts';
import type { EncodeContext } from './encode-context.ts';
import { mediaFormat } from './media-format.ts';

type FileBlock = Extract<
  ContentBlock,
  { image: object } | { document: object } | { audio: object } | { video: object }
>;

/** A file as a block of a user turn; `null` when it had to be refused. Converse takes bytes, never addresses. */
export function encodeFile(part: FilePart, names: DocumentNames, context: EncodeContext): FileBlock | null {
  const { changes } = context;
  const media = mediaFormat(part.mediaType);
  const image = part.mediaType.startsWith('image/');
  const refusal = sourceRefusal(part) ?? capabilityRefusal(media?.block ?? null, context);
  if (refusal !== null) changes.refuseMessages(refusal);
  else if (media === null) changes.refuseMessages(`files of type ${part.mediaType} have no equivalent`);
  if (refusal !== null || media === null || part.source.kind !== 'base64') return null;
  if (image && part.detail !== undefined && part.detail !== 'auto') changes.say('image detail dropped');
  // The SDK's types list each format; the table of formats was made from them.
  const content = { format: media.format, source: { bytes: new Uint8Array(Buffer.from(part.source.data, 'base64')) } };
  const block = media.block === 'document' ? { ...content, name: names.nameFor(part.filename) } : content;
  return { [media.block]: block } as unknown as FileBlock;
}

/** The same inside a tool result, which holds no sound. */
export function encodeResultFile(
  part: FilePart,
  names: DocumentNames,
  context: EncodeContext,
): ToolResultContentBlock | null {
  const block = encodeFile(part, names, context);
  if (block?.audio === undefined) return block;
  context.changes.refuseMessages('tool results cannot hold audio');
  return null;
}

function sourceRefusal({ source, mediaType }: FilePart): string | null {
  if (source.kind === 'base64') return source.data === '' ? 'a file is empty' : null;
  if (source.kind === 'id') return 'files stored at another provider cannot be sent to this target; send their content';
  if (mediaType.startsWith('image/')) return 'images must be data URLs for this target';
  return 'files must be sent as base64 data for this target';
}

function capabilityRefusal(block: string | null, { facts }: EncodeContext): string | null {
  if (block === 'image' && facts.capabilities.images === false) return 'the model takes no images';
  if (block === 'document' && facts.capabilities.documents === false) return 'the model takes no documents';
  return null;
}
