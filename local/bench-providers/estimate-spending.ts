import { expectedCostUsd } from '../../core/routing/plan/expected-cost.ts';
import { estimateInputTokens } from '../../core/routing/plan/token-estimate.ts';
import { openAiChat } from '../../protocols/openai-chat/openai-chat.ts';
import type { BenchQuestion } from './bench-question.ts';
import type { BenchTarget } from './bench-target.ts';
import { questionBody } from './question-body.ts';

export interface SpendingEstimate {
  readonly target: string;
  /** US dollars, were every answer as long as it may be and nothing tried twice; `null` = the price is unknown. */
  readonly usd: number | null;
}

/** What measuring these targets may cost. */
export function estimateSpending(
  targets: readonly BenchTarget[],
  questions: readonly BenchQuestion[],
): readonly SpendingEstimate[] {
  return targets.map((target) => {
    const costs = questions.map((question) => {
      const input = estimateInputTokens(openAiChat.surveyRequest(questionBody(question, target)), target.model);
      return expectedCostUsd(target.prices, { input, cached: 0, output: target.limit.tokens });
    });
    return { target: target.name, usd: costs.reduce((a, b) => (a === null || b === null ? null : a + b), 0) };
  });
}
