import { isJsonObject } from '../conversation/is-json-object.ts';
import { mostLevels, nestsDeeper } from '../conversation/nests-deeper.ts';
import { invalidRequest } from '../errors/gateway-error.ts';
import type { JsonObject } from '../ports/wire-codec.ts';
import { withoutMark } from './without-mark.ts';

/** The body as a JSON object. @throws GatewayError `invalid-request` that says what is wrong with it. */
export function parseBody(bytes: Buffer): JsonObject {
  if (bytes.length === 0) throw invalidRequest(null, 'The request has no body; send a JSON object.', 'missing_body');
  let body: unknown;
  try {
    body = JSON.parse(withoutMark(bytes).toString('utf8'));
  } catch (error) {
    throw invalidRequest(null, `The request body is not valid JSON${whereItBreaks(error)}.`, 'invalid_json');
  }
  if (!isJsonObject(body)) {
    const kind = Array.isArray(body) ? 'an array' : body === null ? 'null' : `a ${typeof body}`;
    throw invalidRequest(null, `The request body must be a JSON object, not ${kind}.`, 'invalid_body');
  }
  // What is opened is closed, too: a short body cannot be deep.
  if (bytes.length > 2 * mostLevels && nestsDeeper(body, mostLevels)) {
    throw invalidRequest(
      null,
      `The request body is nested too deeply: more than ${mostLevels} levels of arrays and objects.`,
      'invalid_body',
    );
  }
  return body;
}

/**
 * The place alone: the parser's own words quote the body, and an error message may be logged.
 * Only the end of its message is its own for certain, since what it quotes stands before.
 */
function whereItBreaks(error: unknown): string {
  if (!(error instanceof SyntaxError)) return '';
  if (error.message === 'Unexpected end of JSON input') return ': it ends too early';
  const place = /JSON at position (\d+) \(line (\d+) column (\d+)\)$/.exec(error.message);
  return place === null ? '' : `: it breaks at position ${place[1]} (line ${place[2]}, column ${place[3]})`;
}
