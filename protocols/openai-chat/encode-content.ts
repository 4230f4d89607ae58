import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { opaqueName } from '../../core/conversation/opaque-name.ts';
import type { FilePart, OpaquePart, RefusalPart, TextPart } from '../../core/conversation/part.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { type BreakpointEncoding, encodeBreakpoint, loseBreakpoint } from './cache-breakpoints.ts';
import { formatDataUrl } from './data-url.ts';
import { protocol } from './protocol.ts';
import type { RequestLosses } from './request-losses.ts';
import { unnamedFile } from './unnamed-file.ts';

export type EncodablePart = TextPart | FilePart | RefusalPart | OpaquePart;

export type ContentEncoding = BreakpointEncoding;

/** Parts as message content: a lone plain text as a string, anything else as an array. */
export function encodeContent(parts: readonly EncodablePart[], encoding: ContentEncoding): string | JsonObject[] {
  const encoded = parts.map((part) => encodePart(part, encoding)).filter((part) => part !== null);
  const [only] = encoded;
  if (!only) return '';
  const isPlainText = encoded.length === 1 && only.type === 'text' && Object.keys(only).length === 2;
  return isPlainText && typeof only.text === 'string' ? only.text : encoded;
}

function encodePart(part: EncodablePart, encoding: ContentEncoding): JsonObject | null {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text, ...encodeBreakpoint(part.cacheBreakpoint, encoding) };
    case 'refusal':
      loseBreakpoint(part.cacheBreakpoint, encoding);
      return { type: 'refusal', refusal: part.text };
    case 'file': {
      const file = encodeFile(part, encoding.losses);
      return file && { ...file, ...encodeBreakpoint(part.cacheBreakpoint, encoding) };
    }
    case 'opaque':
      return encodeOpaque(part, encoding.losses);
  }
}

function encodeFile(file: FilePart, losses: RequestLosses): JsonObject | null {
  const { source, mediaType, filename, detail } = file;
  const name = filename === undefined ? {} : { filename };
  const [family, subtype = ''] = mediaType.split('/');
  const losesDetail = source.kind === 'id' || (source.kind === 'base64' && family !== 'image');
  if (losesDetail && detail !== undefined && detail !== 'auto') losses.changed('file detail dropped');
  if (source.kind === 'id') return { type: 'file', file: { file_id: source.id, ...name } };
  if (family === 'image') {
    if (filename !== undefined) losses.changed('file names dropped');
    const url = source.kind === 'url' ? source.url : formatDataUrl({ mediaType, data: source.data });
    return { type: 'image_url', image_url: { url, ...(detail === undefined ? {} : { detail }) } };
  }
  if (source.kind === 'url') {
    losses.part(file, `a file by URL (${mediaType})`);
    return null;
  }
  if (family === 'audio') {
    return { type: 'input_audio', input_audio: { data: source.data, format: subtype === 'mpeg' ? 'mp3' : subtype } };
  }
  const data = formatDataUrl({ mediaType, data: source.data });
  return { type: 'file', file: { filename: filename ?? unnamedFile(subtype), file_data: data } };
}

function encodeOpaque(part: OpaquePart, losses: RequestLosses): JsonObject | null {
  const { opaque } = part;
  const { data } = opaque;
  if (opaque.protocol !== protocol) {
    losses.part(part, opaqueName(opaque));
    return null;
  }
  // An answer's citations are not asked back.
  return isJsonObject(data) && isJsonObject(data.part) ? data.part : null;
}
