import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { BenchQuestion } from './bench-question.ts';
import type { BenchTarget } from './bench-target.ts';

/** The Chat Completions request that asks a target a question; the model's own temperature holds. */
export function questionBody({ prompt }: BenchQuestion, { name, limit }: BenchTarget): JsonObject {
  return { model: name, stream: true, [limit.field]: limit.tokens, messages: [{ role: 'user', content: prompt }] };
}
