import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { brokenAnswer } from './broken-answer.ts';

/** What of a `generateContent` request both hosts count. */
const countedFields = ['contents', 'systemInstruction', 'tools'];

/** A request's body as `countTokens` takes it: nothing of the answer is asked for. */
export function countedRequest(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([field]) => countedFields.includes(field)));
}

/** @throws GatewayError `broken-answer` when no number was answered. */
export function readTokenCount(body: unknown): number {
  const tokens = isJsonObject(body) ? body.totalTokens : null;
  if (typeof tokens === 'number' && Number.isFinite(tokens)) return tokens;
  throw brokenAnswer('does not say how many tokens it counted');
}
