import { isJsonObject } from '../conversation/is-json-object.ts';
import type { JsonObject } from '../ports/wire-codec.ts';
import type { BatchFault } from './batch.ts';
import type { TextLine } from './split-lines.ts';

/** One request of a batch. */
export interface BatchLine {
  /** Its line in the input file, counted from 1. */
  readonly number: number;
  readonly customId: string;
  readonly body: JsonObject;
}

const parameters: ReadonlySet<string> = new Set(['custom_id', 'method', 'url', 'body']);

/** Reads a line of an input file: the request, or what is wrong with it. */
export function readBatchLine({ number, text }: TextLine, endpoint: string): BatchLine | BatchFault {
  const fault = (code: string, message: string, param: string | null = null): BatchFault => {
    return { code, message, param, line: number };
  };
  if (text === null) return fault('line_too_long', 'This line is longer than a request body may be.');
  const line = parse(text);
  if (line === undefined) return fault('invalid_json_line', 'This line is not parseable as valid JSON.');
  if (!isJsonObject(line)) return fault('invalid_json_line', 'This line is not a JSON object.');
  for (const name of parameters) {
    if (line[name] === undefined || line[name] === null) {
      return fault('missing_required_parameter', `Missing required parameter: '${name}'.`, name);
    }
  }
  const unknown = Object.keys(line).find((name) => !parameters.has(name));
  if (unknown !== undefined) {
    const shown = unknown.slice(0, 80);
    return fault(
      'unknown_parameter',
      `Unknown parameter: '${shown}'. A line has custom_id, method, url and body.`,
      shown,
    );
  }
  const { custom_id: customId, method, url, body } = line;
  if (typeof customId !== 'string' || customId === '') {
    return fault('invalid_type', 'The custom_id must be a string that is not empty.', 'custom_id');
  }
  if (method !== 'POST') return fault('invalid_method', 'The method must be POST.', 'method');
  if (url !== endpoint) {
    return fault('invalid_url', `The url must be the batch's endpoint, '${endpoint}', on every line.`, 'url');
  }
  if (!isJsonObject(body)) return fault('invalid_type', 'The body must be a JSON object.', 'body');
  if (body.stream === true) {
    return fault(
      'unsupported_parameter',
      'A request of a batch cannot be streamed: leave `stream` out.',
      'body.stream',
    );
  }
  if (body.background === true) {
    const message = 'A request of a batch cannot be answered in the background: leave `background` out.';
    return fault('unsupported_parameter', message, 'body.background');
  }
  return { number, customId, body };
}

export function isFault(line: BatchLine | BatchFault): line is BatchFault {
  return 'code' in line;
}

function parse(text: string): unknown {
  try {
    // A byte order mark may stand before the first line.
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}
