/** What Converse calls a kind of file: the block it goes into, and the format's name there. */
export interface MediaFormat {
  readonly block: 'image' | 'document' | 'audio' | 'video';
  readonly format: string;
}

const openXml = 'application/vnd.openxmlformats-officedocument';

const formats: ReadonlyMap<string, MediaFormat> = new Map(
  Object.entries({
    image: {
      'image/png': 'png',
      'image/jpeg': 'jpeg',
      'image/jpg': 'jpeg',
      'image/gif': 'gif',
      'image/webp': 'webp',
    },
    document: {
      'application/pdf': 'pdf',
      'text/csv': 'csv',
      'application/msword': 'doc',
      [`${openXml}.wordprocessingml.document`]: 'docx',
      'application/vnd.ms-excel': 'xls',
      [`${openXml}.spreadsheetml.sheet`]: 'xlsx',
      'text/html': 'html',
      'text/plain': 'txt',
      'text/markdown': 'md',
    },
    audio: {
      'audio/wav': 'wav',
      'audio/x-wav': 'wav',
      'audio/mpeg': 'mp3',
      'audio/mp3': 'mp3',
      'audio/flac': 'flac',
      'audio/ogg': 'ogg',
      'audio/opus': 'opus',
      'audio/aac': 'aac',
      'audio/mp4': 'm4a',
      'audio/webm': 'webm',
    },
    video: {
      'video/mp4': 'mp4',
      'video/quicktime': 'mov',
      'video/webm': 'webm',
      'video/x-matroska': 'mkv',
      'video/mpeg': 'mpeg',
    },
  } as const).flatMap(([block, names]) =>
    Object.entries(names).map(([mediaType, format]) => [mediaType, { block: block as MediaFormat['block'], format }]),
  ),
);

/** @returns `null` for what Converse has no block for. */
export function mediaFormat(mediaType: string): MediaFormat | null {
  const essence = mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return formats.get(essence) ?? null;
}
