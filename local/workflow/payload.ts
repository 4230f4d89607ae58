import { Buffer } from 'node:buffer';
import type { JsonValue } from './json-value.ts';
import { WorkflowFailure } from './workflow-failure.ts';
import { workflowLimits } from './workflow-limits.ts';

/**
 * A value as it goes from state to state: a copy, nothing but JSON, within the payload limit.
 * @throws WorkflowFailure `States.DataLimitExceeded`, or `States.Runtime` when it is no JSON.
 */
export function toPayload(value: unknown, what: string): JsonValue {
  const text = toJson(value, what);
  const bytes = Buffer.byteLength(text);
  if (bytes > workflowLimits.maxPayloadBytes) {
    throw new WorkflowFailure(
      'States.DataLimitExceeded',
      `${what} has ${bytes} bytes; ${workflowLimits.maxPayloadBytes} is the most: pass a key instead.`,
    );
  }
  return JSON.parse(text);
}

function toJson(value: unknown, what: string): string {
  try {
    // A task that returns nothing returns null.
    return JSON.stringify(value) ?? 'null';
  } catch {
    throw new WorkflowFailure('States.Runtime', `${what} is not JSON.`);
  }
}
