import type { CacheBreakpoint, FilePart, OpaquePart, RefusalPart, TextPart } from '../../core/conversation/part.ts';
import { atPath } from '../../core/conversation/paths.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { readName, readObject, readOptional, readString, wrongType } from '../openai-chat/read-field.ts';
import { decodeFile, decodeImage, decodeSound } from './decode-file.ts';
import { keepWireData, otherFields } from './wire-data.ts';

export type ContentPart = TextPart | FilePart | RefusalPart | OpaquePart;

const knownFields: ReadonlySet<string> = new Set([
  ...['type', 'text', 'refusal', 'image_url', 'file_id', 'file_data', 'file_url', 'filename', 'detail'],
  ...['input_audio', 'prompt_cache_breakpoint'],
]);

/**
 * Message content: a string, or an array of parts. Parts of types unknown here become opaque.
 * @param message what the parts shall keep of their message.
 */
export function decodeContent(content: unknown, param: string, message: JsonObject | undefined): ContentPart[] {
  const kept = message === undefined ? {} : { message };
  if (typeof content === 'string') {
    return [{ type: 'text', text: content, ...(message === undefined ? {} : { opaque: keepWireData(kept) }) }];
  }
  if (!Array.isArray(content)) throw wrongType(param, 'a string or an array of content parts', content);
  return content.map((entry, index): ContentPart => {
    const partParam = `${param}[${index}]`;
    const part = readObject(entry, partParam);
    const decoded = decodePart(part, partParam);
    if (decoded === null) return atPath({ type: 'opaque', opaque: keepWireData({ ...kept, part }) }, partParam);
    const cacheBreakpoint = decodeBreakpoint(part, partParam);
    const others = otherFields(part, knownFields);
    const data = { ...kept, ...(others === undefined || isEmptyExtra(others) ? {} : { part: others }) };
    const whole = {
      ...decoded,
      ...(cacheBreakpoint === undefined ? {} : { cacheBreakpoint }),
      ...(Object.keys(data).length === 0 ? {} : { opaque: keepWireData(data) }),
    };
    return whole.type === 'text' ? whole : atPath(whole, partParam);
  });
}

/** The texts and files of a tool's output. */
export function decodeToolOutput(output: unknown, param: string): (TextPart | FilePart)[] {
  if (output === '') return [];
  return decodeContent(output, param, undefined).map((part, index) => {
    if (part.type === 'text' || part.type === 'file') return part;
    const typeParam = `${param}[${index}].type`;
    throw invalidRequest(
      typeParam,
      `\`${typeParam}\` must be one of input_text, input_image, input_file.`,
      'invalid_value',
    );
  });
}

/** Types of content that have a neutral word. */
export const contentTypes: ReadonlySet<string> = new Set([
  ...['input_text', 'output_text', 'text', 'refusal', 'input_image', 'input_file', 'input_audio'],
]);

function decodePart(part: JsonObject, param: string): TextPart | FilePart | RefusalPart | null {
  const type = readName(part.type, `${param}.type`);
  switch (type) {
    case 'input_text':
    case 'output_text':
    case 'text':
      return { type: 'text', text: readString(part.text, `${param}.text`) };
    case 'refusal':
      return { type, text: readString(part.refusal, `${param}.refusal`) };
    case 'input_image':
      return decodeImage(part, param);
    case 'input_file':
      return decodeFile(part, param);
    case 'input_audio':
      return decodeSound(part, param);
    default:
      return null;
  }
}

function decodeBreakpoint(part: JsonObject, param: string): CacheBreakpoint | undefined {
  const name = `${param}.prompt_cache_breakpoint`;
  const mark = readOptional(part.prompt_cache_breakpoint, name, readObject);
  if (!mark) return undefined;
  const ttl = readOptional(mark.ttl, `${name}.ttl`, readName);
  return ttl === undefined ? {} : { ttl };
}

/** Answers come back with empty lists of citations and probabilities. */
function isEmptyExtra(others: JsonObject): boolean {
  return Object.values(others).every((value) => Array.isArray(value) && value.length === 0);
}
