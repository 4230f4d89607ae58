import type { AnswerContext, JsonObject } from '../../../core/ports/wire-codec.ts';

export function answerContext(
  body: JsonObject = {},
  echo: Partial<NonNullable<AnswerContext['echo']>> = {},
): AnswerContext {
  return {
    requestId: 'req-1',
    createdAt: 1_700_000_000,
    model: 'auto',
    includeUsage: true,
    echo: { body, completedAt: () => 1_700_000_009, ...echo },
  };
}
