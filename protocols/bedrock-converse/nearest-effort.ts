import type { ReasoningEffort } from '../../core/conversation/conversation-request.ts';

const rising: readonly ReasoningEffort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/**
 * The asked effort if the model takes it, else the nearest lower one, else the lowest it takes.
 * @param known efforts the model is known to take (true) or refuse (false); others are believed.
 */
export function nearestEffort<Effort extends ReasoningEffort>(
  asked: ReasoningEffort,
  scale: readonly Effort[],
  known: Readonly<Record<string, boolean>> | undefined,
): Effort | null {
  const taken = scale.filter((effort) => known?.[effort] !== false);
  const limit = rising.indexOf(asked);
  return taken.findLast((effort) => rising.indexOf(effort) <= limit) ?? taken[0] ?? null;
}
