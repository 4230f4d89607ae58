import type { ReasoningEffort } from '../../core/conversation/conversation-request.ts';
import type { EncodeContext } from './encode-context.ts';
import type { WirePart } from './wire-part.ts';

const rising: readonly ReasoningEffort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** Tokens to think with, for the generation that takes no level; the vendor's own figures for these words. */
const budgets: Readonly<Record<ReasoningEffort, number>> = {
  none: 0,
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 24_576,
  max: 24_576,
};
/** The smallest budget of a model that cannot be told not to think. */
const leastBudget = 128;

/** `thinkingConfig` for the effort asked; `null` leaves it to the model. */
export function encodeThinking(effort: ReasoningEffort | undefined, context: EncodeContext): WirePart | null {
  const { facts, generation, notes } = context;
  if (effort === undefined) return null;
  const { reasoning } = facts.capabilities;
  const isUnknown = reasoning === undefined && generation === null && !/gemma/i.test(facts.id);
  // Not to think is asked of nobody who may not know the word.
  if (isUnknown && effort === 'none') return null;
  const thinks = reasoning ?? (isUnknown || (generation !== null && generation >= 2.5));
  if (!thinks) {
    if (effort !== 'none') notes.unsupported('reasoningEffort', 'this model does not think');
    return null;
  }
  if (generation === 2.5) return encodeBudget(effort, context);
  const level = nearestLevel(effort, context);
  if (level !== effort) notes.changed(`reasoning_effort ${effort} → ${level}`);
  return { thinkingLevel: level.toUpperCase(), includeThoughts: effort !== 'none' };
}

function encodeBudget(effort: ReasoningEffort, { facts, notes }: EncodeContext): WirePart {
  if (effort === 'none') {
    const cannotStop = facts.capabilities.alwaysThinks === true || isPro(facts.id);
    if (cannotStop) notes.changed(`reasoning_effort none → ${leastBudget} tokens`);
    return { thinkingBudget: cannotStop ? leastBudget : 0, includeThoughts: false };
  }
  if (effort === 'xhigh' || effort === 'max') notes.changed(`reasoning_effort ${effort} → high`);
  return { thinkingBudget: budgets[effort], includeThoughts: true };
}

/** The asked level if the model takes it, else the nearest lower one, else the lowest it takes. */
function nearestLevel(effort: ReasoningEffort, { facts }: EncodeContext): ReasoningEffort {
  const known = facts.capabilities.reasoningEfforts;
  const levels = (['minimal', 'low', 'medium', 'high'] as const).filter(
    (level) => known?.[level] ?? !(level === 'minimal' && isPro(facts.id)),
  );
  const limit = rising.indexOf(effort);
  return levels.findLast((level) => rising.indexOf(level) <= limit) ?? levels[0] ?? 'low';
}

function isPro(id: string): boolean {
  return /-pro(-|$)/i.test(id);
}
