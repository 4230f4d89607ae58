import type { AudioFormat, DocumentFormat, ImageFormat, VideoFormat } from './converse-wire.ts';

/** What Converse calls a kind of file: the block it goes into, and the format's name there. */
export type MediaFormat =
  | { readonly block: 'image'; readonly format: ImageFormat }
  | { readonly block: 'document'; readonly format: DocumentFormat }
  | { readonly block: 'audio'; readonly format: AudioFormat }
  | { readonly block: 'video'; readonly format: VideoFormat };

const openXml = 'application/vnd.openxmlformats-officedocument';

const formats: ReadonlyMap<string, MediaFormat> = new Map<string, MediaFormat>([
  ['image/png', { block: 'image', format: 'png' }],
  ['image/jpeg', { block: 'image', format: 'jpeg' }],
  ['image/jpg', { block: 'image', format: 'jpeg' }],
  ['image/gif', { block: 'image', format: 'gif' }],
  ['image/webp', { block: 'image', format: 'webp' }],
  ['application/pdf', { block: 'document', format: 'pdf' }],
  ['text/csv', { block: 'document', format: 'csv' }],
  ['application/msword', { block: 'document', format: 'doc' }],
  [`${openXml}.wordprocessingml.document`, { block: 'document', format: 'docx' }],
  ['application/vnd.ms-excel', { block: 'document', format: 'xls' }],
  [`${openXml}.spreadsheetml.sheet`, { block: 'document', format: 'xlsx' }],
  ['text/html', { block: 'document', format: 'html' }],
  ['text/plain', { block: 'document', format: 'txt' }],
  ['text/markdown', { block: 'document', format: 'md' }],
  ['audio/wav', { block: 'audio', format: 'wav' }],
  ['audio/x-wav', { block: 'audio', format: 'wav' }],
  ['audio/mpeg', { block: 'audio', format: 'mp3' }],
  ['audio/mp3', { block: 'audio', format: 'mp3' }],
  ['audio/flac', { block: 'audio', format: 'flac' }],
  ['audio/ogg', { block: 'audio', format: 'ogg' }],
  ['audio/opus', { block: 'audio', format: 'opus' }],
  ['audio/aac', { block: 'audio', format: 'aac' }],
  ['audio/mp4', { block: 'audio', format: 'm4a' }],
  ['audio/webm', { block: 'audio', format: 'webm' }],
  ['video/mp4', { block: 'video', format: 'mp4' }],
  ['video/quicktime', { block: 'video', format: 'mov' }],
  ['video/webm', { block: 'video', format: 'webm' }],
  ['video/x-matroska', { block: 'video', format: 'mkv' }],
  ['video/mpeg', { block: 'video', format: 'mpeg' }],
]);

/** @returns `null` for what Converse has no block for. */
export function mediaFormat(mediaType: string): MediaFormat | null {
  const essence = mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return formats.get(essence) ?? null;
}
