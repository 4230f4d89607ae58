import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { brokenAnswer } from './broken-answer.ts';

/** The first candidate of an answer or of a piece of it, for no more than one is asked for; `null` when there is none. */
export function readCandidate({ candidates }: JsonObject): JsonObject | null {
  if (candidates === undefined || candidates === null) return null;
  if (!Array.isArray(candidates)) throw brokenAnswer('has candidates that are no list');
  const candidate: unknown = candidates.find((one: unknown) => isJsonObject(one) && (one.index ?? 0) === 0);
  return isJsonObject(candidate) ? candidate : null;
}

/** A candidate that was held back, or was told to think only, may have no content. */
export function readParts({ content }: JsonObject): readonly unknown[] {
  if (!isJsonObject(content)) return [];
  const { parts } = content;
  if (parts === undefined || parts === null) return [];
  if (!Array.isArray(parts)) throw brokenAnswer('has parts that are no list');
  return parts;
}
