import { invalidRequest } from '../../core/errors/gateway-error.ts';

/** What a form (`multipart/form-data`) says, as it comes: a part begins, then its bytes. */
export type FormEvent =
  | { readonly type: 'part'; readonly name: string; readonly filename: string | null }
  | { readonly type: 'data'; readonly bytes: Buffer };

const maxHeaderBytes = 16_384;
const lineEnd = Buffer.from('\r\n');
const headersEnd = Buffer.from('\r\n\r\n');

/** The boundary that a content type names. @throws GatewayError `invalid-request`. */
export function formBoundary(contentType: string | null): string {
  const found = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(
    contentType ?? '',
  );
  const boundary = found?.[1] ?? found?.[2];
  if (boundary !== undefined) return boundary;
  throw invalidRequest(
    null,
    'A file is uploaded as a form: send `content-type: multipart/form-data` with its boundary.',
    'invalid_content_type',
  );
}

/**
 * Reads a form without holding more of it than a piece. Nothing of what the platform offers does: `formData()` keeps
 * all of it in memory.
 * @throws GatewayError `invalid-request` when it is malformed or ends too early.
 */
export async function* readForm(pieces: AsyncIterable<Buffer>, boundary: string): AsyncGenerator<FormEvent> {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  let state: 'preamble' | 'delimiter' | 'headers' | 'body' | 'end' = 'preamble';
  // The first delimiter needs no line end before it.
  let rest: Buffer = lineEnd;
  for await (const piece of pieces) {
    if (state === 'end') continue;
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    for (let isWanting = false; !isWanting && (state as string) !== 'end'; ) {
      if (state === 'preamble' || state === 'body') {
        const at = rest.indexOf(delimiter);
        // A delimiter may begin in what is held back.
        const end = at < 0 ? Math.max(0, rest.length - delimiter.length + 1) : at;
        if (state === 'body' && end > 0) yield { type: 'data', bytes: rest.subarray(0, end) };
        rest = rest.subarray(at < 0 ? end : at + delimiter.length);
        if (at < 0) isWanting = true;
        else state = 'delimiter';
      } else if (state === 'delimiter') {
        const said = rest.toString('latin1', 0, 256);
        const padding = /^[ \t]*/.exec(said)?.[0].length ?? 0;
        if (said.startsWith('--')) state = 'end';
        else if (rest.length < padding + 2) isWanting = true;
        else if (said.startsWith('\r\n', padding)) {
          // The line end stays: headers that are none end with it.
          rest = rest.subarray(padding);
          state = 'headers';
        } else throw malformed('a boundary is followed by something else than a line end');
      } else {
        const at = rest.indexOf(headersEnd);
        if (at < 0 && rest.length > maxHeaderBytes) throw malformed('the headers of a part are too long');
        if (at < 0) isWanting = true;
        else {
          yield readPart(rest.toString('utf8', 0, at));
          rest = rest.subarray(at + headersEnd.length);
          state = 'body';
        }
      }
    }
  }
  if (state !== 'end') throw malformed('it ends before its last boundary');
}

function readPart(headers: string): FormEvent {
  const disposition = /(?:^|\r\n)content-disposition:[ \t]*form-data([^\r\n]*)/i.exec(headers)?.[1];
  const name = disposition === undefined ? null : parameterOf(disposition, 'name');
  if (disposition === undefined || name === null) throw malformed('a part has no name');
  const encoded = /;\s*filename\*=utf-8''([^;\s]+)/i.exec(disposition)?.[1];
  return { type: 'part', name, filename: encoded ? percentDecoded(encoded) : parameterOf(disposition, 'filename') };
}

function parameterOf(disposition: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]+))`, 'i').exec(disposition);
  const value = found?.[1] ?? found?.[2];
  // Browsers write a quote within as %22, other programs with a backslash.
  return value === undefined ? null : value.replace(/\\(.)/g, '$1').replaceAll('%22', '"');
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function malformed(why: string) {
  return invalidRequest(null, `The form (multipart/form-data) is malformed: ${why}.`, 'invalid_form');
}
