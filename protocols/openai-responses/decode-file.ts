import type { FilePart, FileSource } from '../../core/conversation/part.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { parseDataUrl } from '../openai-chat/data-url.ts';
import { readName, readObject, readOneOf, readOptional } from '../openai-chat/read-field.ts';

const readDetail = readOneOf(['auto', 'low', 'high', 'original']);

/** `input_image`: a data URL, an address, or the id of an uploaded file. */
export function decodeImage(part: JsonObject, param: string): FilePart {
  const urlParam = `${param}.image_url`;
  const url = readOptional(part.image_url, urlParam, readName);
  const id = readOptional(part.file_id, `${param}.file_id`, readName);
  const detail = readOptional(part.detail, `${param}.detail`, readDetail);
  const extras = detail === undefined ? {} : { detail };
  if (url === undefined) {
    if (id === undefined) throw missing(param, ['image_url', 'file_id']);
    return { type: 'file', mediaType: 'image/*', source: { kind: 'id', id }, ...extras };
  }
  if (isAddress(url)) return { type: 'file', mediaType: 'image/*', source: { kind: 'url', url }, ...extras };
  const embedded = parseDataUrl(url);
  if (!embedded) {
    throw invalidRequest(urlParam, `\`${urlParam}\` must be an https URL or a base64 data URL.`, 'invalid_value');
  }
  return { type: 'file', mediaType: embedded.mediaType, source: { kind: 'base64', data: embedded.data }, ...extras };
}

/** `input_file`: a data URL (or bare base64), an address, or the id of an uploaded file. */
export function decodeFile(part: JsonObject, param: string): FilePart {
  const filename = readOptional(part.filename, `${param}.filename`, readName);
  const data = readOptional(part.file_data, `${param}.file_data`, readName);
  const url = readOptional(part.file_url, `${param}.file_url`, readName);
  const id = readOptional(part.file_id, `${param}.file_id`, readName);
  const detail = readOptional(part.detail, `${param}.detail`, readDetail);
  const extras = { ...(filename === undefined ? {} : { filename }), ...(detail === undefined ? {} : { detail }) };
  const file = (mediaType: string, source: FileSource): FilePart => ({ type: 'file', mediaType, source, ...extras });
  if (data !== undefined) {
    const embedded = parseDataUrl(data);
    if (!embedded && data.startsWith('data:')) {
      const dataParam = `${param}.file_data`;
      throw invalidRequest(dataParam, `\`${dataParam}\` must be base64 or a base64 data URL.`, 'invalid_value');
    }
    return file(embedded?.mediaType ?? mediaTypeOf(filename), { kind: 'base64', data: embedded?.data ?? data });
  }
  if (url !== undefined) return file(mediaTypeOf(filename ?? url.split(/[?#]/)[0]), { kind: 'url', url });
  if (id !== undefined) return file(mediaTypeOf(filename), { kind: 'id', id });
  throw missing(param, ['file_data', 'file_url', 'file_id']);
}

/** `input_audio`: base64 and a format. */
export function decodeSound(part: JsonObject, param: string): FilePart {
  const audio = readObject(part.input_audio, `${param}.input_audio`);
  const format = readName(audio.format, `${param}.input_audio.format`).toLowerCase();
  const data = readName(audio.data, `${param}.input_audio.data`);
  const mediaType = format === 'mp3' ? 'audio/mpeg' : `audio/${format}`;
  return { type: 'file', mediaType, source: { kind: 'base64', data } };
}

function isAddress(url: string): boolean {
  return /^https?:\/\//i.test(url.slice(0, 8));
}

function mediaTypeOf(filename: string | undefined): string {
  return filename?.toLowerCase().endsWith('.pdf') ? 'application/pdf' : 'application/octet-stream';
}

function missing(param: string, names: readonly string[]): Error {
  const needed = names.map((name) => `\`${name}\``).join(' or ');
  return invalidRequest(param, `\`${param}\` needs ${needed}.`, 'missing_required_parameter');
}
