import { opaqueName } from '../../core/conversation/opaque-name.ts';
import type { FilePart, OpaquePart, RefusalPart, TextPart } from '../../core/conversation/part.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { type BreakpointEncoding, encodeBreakpoint, loseBreakpoint } from '../openai-chat/cache-breakpoints.ts';
import { formatDataUrl } from '../openai-chat/data-url.ts';
import type { RequestLosses } from '../openai-chat/request-losses.ts';
import { unnamedFile } from '../openai-chat/unnamed-file.ts';
import { protocol } from './protocol.ts';
import { readWireData } from './wire-data.ts';

export type ContentEncoding = BreakpointEncoding;

export type ContentPart = TextPart | FilePart | RefusalPart | OpaquePart;

/** One content part; `null` when nothing of it can be sent. */
export function encodeContentPart(part: ContentPart, isAnswer: boolean, encoding: ContentEncoding): JsonObject | null {
  const { losses } = encoding;
  if (part.type === 'opaque') {
    const { part: own } = readWireData(part.opaque);
    if (own === undefined && part.opaque.protocol !== protocol) losses.part(part, opaqueName(part.opaque));
    return own ?? null;
  }
  const encoded = encodeKnown(part, isAnswer, losses);
  return encoded && { ...encoded, ...encodeMark(part, encoding), ...readWireData(part.opaque).part };
}

/** A tool's output: a lone plain text as a string, anything else as an array. */
export function encodeToolOutput(content: readonly (TextPart | FilePart)[], encoding: ContentEncoding): unknown {
  const parts = content.map((part) => encodeContentPart(part, false, encoding)).filter((part) => part !== null);
  const [only] = parts;
  if (only === undefined) return '';
  const isPlain = parts.length === 1 && only.type === 'input_text' && Object.keys(only).length === 2;
  return isPlain ? only.text : parts;
}

function encodeKnown(
  part: TextPart | FilePart | RefusalPart,
  isAnswer: boolean,
  losses: RequestLosses,
): JsonObject | null {
  switch (part.type) {
    case 'text':
      return isAnswer
        ? { type: 'output_text', text: part.text, annotations: [] }
        : { type: 'input_text', text: part.text };
    case 'refusal':
      return { type: 'refusal', refusal: part.text };
    case 'file':
      if (!isAnswer) return encodeFile(part, losses);
      losses.option('messages', 'a file in an assistant message');
      return null;
  }
}

function encodeFile({ source, mediaType, filename, detail }: FilePart, losses: RequestLosses): JsonObject {
  const [family, subtype = ''] = mediaType.split('/');
  if (family === 'image') {
    if (filename !== undefined) losses.changed('file names dropped');
    const closeness = { detail: detail ?? 'auto' };
    if (source.kind === 'id') return { type: 'input_image', file_id: source.id, ...closeness };
    const url = source.kind === 'url' ? source.url : formatDataUrl({ mediaType, data: source.data });
    return { type: 'input_image', image_url: url, ...closeness };
  }
  if (family === 'audio' && source.kind === 'base64') {
    return { type: 'input_audio', input_audio: { data: source.data, format: subtype === 'mpeg' ? 'mp3' : subtype } };
  }
  const name = filename === undefined ? {} : { filename };
  const extras = { ...name, ...(detail === undefined ? {} : { detail }) };
  if (source.kind === 'id') return { type: 'input_file', file_id: source.id, ...extras };
  if (source.kind === 'url') return { type: 'input_file', file_url: source.url, ...extras };
  const data = formatDataUrl({ mediaType, data: source.data });
  return { type: 'input_file', filename: unnamedFile(subtype), ...extras, file_data: data };
}

/** Refusals have no place for a mark. */
function encodeMark(
  { type, cacheBreakpoint }: TextPart | FilePart | RefusalPart,
  encoding: ContentEncoding,
): JsonObject {
  if (type !== 'refusal') return encodeBreakpoint(cacheBreakpoint, encoding);
  loseBreakpoint(cacheBreakpoint, encoding);
  return {};
}
