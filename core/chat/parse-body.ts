import { invalidRequest } from '../errors/gateway-error.ts';
import type { JsonObject } from '../ports/wire-codec.ts';

/** The body as a JSON object. @throws GatewayError `invalid-request` that says what is wrong with it. */
export function parseBody(bytes: Buffer): JsonObject {
  if (bytes.length === 0) throw invalidRequest(null, 'The request has no body; send a JSON object.');
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    // The position only: the parser's own words quote the body, and an error message may be logged.
    const position = error instanceof SyntaxError ? error.message.match(/at position \d+/)?.[0] : undefined;
    throw invalidRequest(null, `The request body is not valid JSON${position ? ` (${position})` : ''}.`);
  }
  if (!isJsonObject(body)) {
    throw invalidRequest(
      null,
      `The request body must be a JSON object, not ${Array.isArray(body) ? 'an array' : typeof body}.`,
    );
  }
  return body;
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
