import type { FilePart } from '../../core/conversation/part.ts';

const textTypes =
  /^(?:text\/|application\/(?:json|xml|yaml|x-yaml|toml|x-ndjson|javascript|sql|[\w.-]+\+(?:json|xml)))/;

/** The text of a file that came with the request as text; `null` for any other file. */
export function readTextFile({ mediaType, source }: FilePart): string | null {
  if (source.kind !== 'base64' || !textTypes.test(mediaType.toLowerCase())) return null;
  return Buffer.from(source.data, 'base64').toString('utf8');
}

/** A file in words: `the file notes.txt`, `an image`, `a PDF document`. */
export function describeFile({ mediaType, filename }: FilePart): string {
  if (filename) return `the file ${filename}`;
  const type = mediaType.toLowerCase();
  if (type.startsWith('image/')) return 'an image';
  if (type.startsWith('audio/')) return 'a sound recording';
  if (type.startsWith('video/')) return 'a video';
  if (type === 'application/pdf') return 'a PDF document';
  return textTypes.test(type) ? 'a text file' : 'a file';
}
