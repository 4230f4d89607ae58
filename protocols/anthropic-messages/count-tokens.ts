import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { brokenAnswer } from './broken-answer.ts';

/** The fields of a request that say what goes in; those about the answer are refused where tokens are only counted. */
const countedFields = [
  ...['model', 'messages', 'system', 'tools', 'tool_choice', 'thinking', 'output_config'],
  ...['cache_control', 'context_management', 'mcp_servers', 'speed'],
];

/** A request's body as `/v1/messages/count_tokens` takes it. */
export function onlyCounted(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([field]) => countedFields.includes(field)));
}

/** @throws GatewayError `broken-answer` when no number was answered. */
export function readTokenCount(bytes: Buffer): number {
  let answer: unknown;
  try {
    answer = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw brokenAnswer('is not JSON');
  }
  const tokens = isJsonObject(answer) ? answer.input_tokens : null;
  if (typeof tokens !== 'number') throw brokenAnswer('does not say how many tokens it counted');
  return tokens;
}

/** The answer to a client that asked for a count. */
export function encodeTokenCount(inputTokens: number): JsonObject {
  return { input_tokens: inputTokens };
}
