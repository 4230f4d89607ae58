import type { FilePart } from '../../core/conversation/part.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { parseDataUrl } from './data-url.ts';
import { readName, readObject, readOneOf, readOptional } from './read-field.ts';
import type { UnreadFields } from './unread-fields.ts';

const imageFields: ReadonlySet<string> = new Set(['type', 'image_url', 'prompt_cache_breakpoint', 'cache_control']);
const soundFields: ReadonlySet<string> = new Set(['type', 'input_audio', 'prompt_cache_breakpoint', 'cache_control']);
const fileFields: ReadonlySet<string> = new Set(['type', 'file', 'prompt_cache_breakpoint', 'cache_control']);
const urlFields: ReadonlySet<string> = new Set(['url', 'detail']);
const audioFields: ReadonlySet<string> = new Set(['data', 'format']);
const contentFields: ReadonlySet<string> = new Set(['file_data', 'file_id', 'filename']);

const readDetail = readOneOf(['auto', 'low', 'high', 'original']);
/** `image_url`: a data URL or an address. */
export function decodeImage(part: JsonObject, param: string, unread: UnreadFields): FilePart {
  const image = readObject(part.image_url, `${param}.image_url`);
  unread.addOthers(part, imageFields, param);
  unread.addOthers(image, urlFields, `${param}.image_url`);
  const urlParam = `${param}.image_url.url`;
  const url = readName(image.url, urlParam);
  const detail = readOptional(image.detail, `${param}.image_url.detail`, readDetail);
  const extras = detail === undefined ? {} : { detail };
  if (/^https?:\/\//i.test(url.slice(0, 8))) {
    return { type: 'file', mediaType: 'image/*', source: { kind: 'url', url }, ...extras };
  }
  const embedded = parseDataUrl(url);
  if (!embedded) {
    throw invalidRequest(urlParam, `\`${urlParam}\` must be an https URL or a base64 data URL.`, 'invalid_value');
  }
  return { type: 'file', mediaType: embedded.mediaType, source: { kind: 'base64', data: embedded.data }, ...extras };
}

/** `input_audio`: base64 and a format. */
export function decodeSound(part: JsonObject, param: string, unread: UnreadFields): FilePart {
  const audio = readObject(part.input_audio, `${param}.input_audio`);
  unread.addOthers(part, soundFields, param);
  unread.addOthers(audio, audioFields, `${param}.input_audio`);
  const format = readName(audio.format, `${param}.input_audio.format`).toLowerCase();
  const data = readName(audio.data, `${param}.input_audio.data`);
  return {
    type: 'file',
    mediaType: format === 'mp3' ? 'audio/mpeg' : `audio/${format}`,
    source: { kind: 'base64', data },
  };
}

/** `file`: a data URL (or bare base64), or the id of an uploaded file. */
export function decodeFile(part: JsonObject, param: string, unread: UnreadFields): FilePart {
  const file = readObject(part.file, `${param}.file`);
  unread.addOthers(part, fileFields, param);
  unread.addOthers(file, contentFields, `${param}.file`);
  const filename = readOptional(file.filename, `${param}.file.filename`, readName);
  const data = readOptional(file.file_data, `${param}.file.file_data`, readName);
  const id = readOptional(file.file_id, `${param}.file.file_id`, readName);
  const extras = filename === undefined ? {} : { filename };
  if (data !== undefined) {
    const embedded = parseDataUrl(data);
    if (!embedded && data.startsWith('data:')) {
      const dataParam = `${param}.file.file_data`;
      throw invalidRequest(dataParam, `\`${dataParam}\` must be base64 or a base64 data URL.`, 'invalid_value');
    }
    const mediaType = embedded?.mediaType ?? mediaTypeOf(filename);
    return { type: 'file', mediaType, source: { kind: 'base64', data: embedded?.data ?? data }, ...extras };
  }
  if (id !== undefined)
    return { type: 'file', mediaType: mediaTypeOf(filename), source: { kind: 'id', id }, ...extras };
  throw invalidRequest(
    `${param}.file`,
    `\`${param}.file\` needs \`file_data\` or \`file_id\`.`,
    'missing_required_parameter',
  );
}

function mediaTypeOf(filename: string | undefined): string {
  return filename?.toLowerCase().endsWith('.pdf') ? 'application/pdf' : 'application/octet-stream';
}
