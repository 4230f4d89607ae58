import { explainTurn } from './explain-turn.ts';
import { toProbability } from './head-log-odds.ts';
import type { TurnEvidence, TurnScore } from './score-turn.ts';
import type { Tier } from './tier.ts';
import type { TierDecision, TierSignal } from './tier-decision.ts';
import type { TierInput } from './tier-input.ts';
import type { TierWeights } from './tier-weights.ts';
import { TurnMemory } from './turn-memory.ts';
import { turnsToRead } from './turns-to-read.ts';

export interface TierLimits {
  /** A conversation of so many estimated tokens is `longContext`, whatever it asks. */
  readonly longContextTokens: number;
  /** Most characters read of all turns together; of longer conversations the turns that a skim takes for the hardest are read. */
  readonly maxChars: number;
}

export const defaultTierLimits: TierLimits = { longContextTokens: 32_000, maxChars: 6_000 };

/** Uncertain goes up: a probability from here on is taken for yes. */
export const tierBorders = { score: 0.5, code: 0.4, longContext: 0.5 };
/** Instructions of a programming assistant lift a turn that may be about code; alone they decide nothing. */
const maxCodeLean = 0.6;
/** Most characters read of them: they come with every request, and lean alone. */
const maxInstructionsChars = 2_000;

type TierValues = Pick<TierDecision, 'score' | 'code' | 'longContext'>;

interface DecidingTurn {
  readonly at: number;
  readonly rank: number;
  readonly evidence: TurnEvidence;
}

/**
 * The tier of a conversation: the highest over the user's turns. `longContext` goes before `code`, because a window
 * that is too small fails; `code` goes before `complex`, `complex` before `simple`.
 */
export function classifyTier(
  input: TierInput,
  weights: TierWeights,
  memory = new TurnMemory(weights),
  limits = defaultTierLimits,
): TierDecision {
  const codeLean = instructionsLean(input.instructions, memory);
  let [score, code, longContext] = [0, 0, 0];
  let deciding: DecidingTurn | null = null;
  const { turns, maxTurnChars } = turnsToRead(input.userTurns, weights, limits.maxChars);
  for (const at of turns) {
    const alone = memory.score(input.userTurns[at] ?? '', maxTurnChars, at === input.userTurns.length - 1);
    const turn = withCodeLean(alone, codeLean);
    score = Math.max(score, turn.score);
    code = Math.max(code, turn.code);
    longContext = Math.max(longContext, turn.longContext);
    const rank = rankOf(turn);
    if (deciding === null || rank > deciding.rank) deciding = { at, rank, evidence: alone.evidence };
  }
  const isLong = input.estimatedTokens >= limits.longContextTokens;
  return {
    tier: isLong ? 'longContext' : tierOf({ score, code, longContext }),
    score,
    code,
    longContext: isLong ? 1 : longContext,
    decidingTurn: isLong ? -1 : (deciding?.at ?? -1),
    signals() {
      const signals = deciding === null ? [] : explainTurn(deciding.evidence, weights, codeLean);
      return isLong ? [tokensSignal(input.estimatedTokens), ...signals] : signals;
    },
  };
}

/** The tier that the highest values over the turns lead to. */
export function tierOf({ score, code, longContext }: TierValues): Tier {
  if (longContext >= tierBorders.longContext) return 'longContext';
  if (code >= tierBorders.code) return 'code';
  return score >= tierBorders.score ? 'complex' : 'simple';
}

/** Orders turns by tier, within a tier by what made it that. */
function rankOf(turn: TierValues): number {
  if (turn.longContext >= tierBorders.longContext) return 3 + turn.longContext;
  if (turn.code >= tierBorders.code) return 2 + turn.code;
  return turn.score;
}

function instructionsLean(instructions: string, memory: TurnMemory): number {
  if (instructions === '') return 0;
  const { codeLogOdds } = memory.score(instructions, maxInstructionsChars, false);
  return Math.min(maxCodeLean, Math.max(0, codeLogOdds));
}

function withCodeLean({ score, codeLogOdds, longContext }: TurnScore, codeLean: number): TierValues {
  return { score, code: toProbability(codeLogOdds + codeLean), longContext };
}

function tokensSignal(estimatedTokens: number): TierSignal {
  return { name: 'estimatedTokens', value: estimatedTokens, contribution: 1, of: 'longContext' };
}
