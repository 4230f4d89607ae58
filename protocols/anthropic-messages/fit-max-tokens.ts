import type { ModelFacts } from '../../core/routing/model-facts.ts';
import type { RequestNotes } from '../request-notes/request-notes.ts';

/** Used when neither the request nor the model's facts say how long an answer may be; the format demands a number. */
const defaultMaxTokens = 4096;

/** How long the answer may be, within what the model can do. */
export function fitMaxTokens(asked: number | undefined, facts: ModelFacts, notes: RequestNotes): number {
  const limit = facts.maxOutputTokens;
  if (asked === undefined) {
    if (limit === null) notes.changed(`max_tokens set to ${defaultMaxTokens}`);
    return limit ?? defaultMaxTokens;
  }
  if (limit === null || asked <= limit) return asked;
  notes.changed(`max_tokens ${asked} → ${limit}`);
  return limit;
}
