import type {
  CacheBreakpoint,
  FilePart,
  OpaquePart,
  Part,
  RefusalPart,
  TextPart,
} from '../../core/conversation/part.ts';
import { atPath } from '../../core/conversation/paths.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { decodeFile, decodeImage, decodeSound } from './decode-file.ts';
import { protocol } from './protocol.ts';
import { notOneOf, readArray, readName, readObject, readOptional, readString, wrongType } from './read-field.ts';
import type { UnreadFields } from './unread-fields.ts';

/** The part types a role's content may hold; `any` takes types unknown here along as opaque parts. */
export type ContentTypes = 'text' | 'text-or-refusal' | 'text-or-file' | 'any';

export type ContentPart = TextPart | FilePart | RefusalPart | OpaquePart;

/** Message content: a string, or an array of parts. */
export function decodeContent(
  content: unknown,
  param: string,
  types: ContentTypes,
  unread: UnreadFields,
): ContentPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (!Array.isArray(content)) throw wrongType(param, 'a string or an array of content parts', content);
  return readArray(content, param).map((part, index) => {
    const partParam = `${param}[${index}]`;
    const decoded = decodePart(part, partParam, types, unread);
    return decoded.type === 'text' ? decoded : atPath(decoded, partParam);
  });
}

/** A mark for the provider's cache, in this protocol's words or in those of `cache_control`, which many clients send. */
export function decodeCacheBreakpoint(part: JsonObject, param: string): CacheBreakpoint | undefined {
  const name = part.prompt_cache_breakpoint == null ? 'cache_control' : 'prompt_cache_breakpoint';
  const mark = readOptional(part[name], `${param}.${name}`, readObject);
  if (!mark) return undefined;
  const ttl = readOptional(mark.ttl, `${param}.${name}.ttl`, readName);
  return ttl === undefined ? {} : { ttl };
}

const textFields: ReadonlySet<string> = new Set(['type', 'text', 'prompt_cache_breakpoint', 'cache_control']);
const refusalFields: ReadonlySet<string> = new Set(['type', 'refusal']);

function decodePart(value: unknown, param: string, types: ContentTypes, unread: UnreadFields): ContentPart {
  const part = readObject(value, param);
  const type = readName(part.type, `${param}.type`);
  if (type === 'text') {
    unread.addOthers(part, textFields, param);
    return withBreakpoint({ type, text: readString(part.text, `${param}.text`) }, part, param);
  }
  if (type === 'refusal' && types === 'text-or-refusal') {
    unread.addOthers(part, refusalFields, param);
    return { type, text: readString(part.refusal, `${param}.refusal`) };
  }
  if (types === 'text') throw notOneOf(`${param}.type`, ['text'], type);
  if (types === 'text-or-refusal') throw notOneOf(`${param}.type`, ['text', 'refusal'], type);
  switch (type) {
    case 'image_url':
      return withBreakpoint(decodeImage(part, param, unread), part, param);
    case 'input_audio':
      return withBreakpoint(decodeSound(part, param, unread), part, param);
    case 'file':
      return withBreakpoint(decodeFile(part, param, unread), part, param);
  }
  if (types === 'text-or-file') {
    throw notOneOf(`${param}.type`, ['text', 'image_url', 'input_audio', 'file'], type);
  }
  if (type === 'refusal') {
    throw invalidRequest(`${param}.type`, `\`${param}.type\` refusal is for assistant messages only.`, 'invalid_value');
  }
  return { type: 'opaque', opaque: { protocol, data: { part } } };
}

function withBreakpoint<T extends Part>(decoded: T, part: JsonObject, param: string): T {
  const cacheBreakpoint = decodeCacheBreakpoint(part, param);
  return cacheBreakpoint ? { ...decoded, cacheBreakpoint } : decoded;
}
