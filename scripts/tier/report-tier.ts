import { classifyTier } from '../../core/routing/tier/classify-tier.ts';
import { GainLearner } from '../../core/routing/tier/gain-learner.ts';
import { readTurn } from '../../core/routing/tier/read-turn.ts';
import { type Tier, tiers } from '../../core/routing/tier/tier.ts';
import { tierInputOf, tierInputOfPrompt } from '../../core/routing/tier/tier-input.ts';
import type { TierWeights } from '../../core/routing/tier/tier-weights.ts';
import { surveyRequest } from '../../protocols/openai-chat/survey-request.ts';
import { apgr } from './apgr.ts';
import { disturbances } from './disturb-text.ts';
import type { LabelledPrompt } from './expand-families.ts';
import { type GradedPrompt, partOf } from './graded-prompts.ts';
import { randomNumbers } from './random-numbers.ts';

/** APGR of the classifier and of the prompt's length alone. */
export function reportGraded(name: string, prompts: readonly GradedPrompt[], weights: TierWeights): string {
  const ours = prompts.map((each) => ({ ...each, score: classifyTier(tierInputOfPrompt(each.prompt), weights).score }));
  const byLength = prompts.map((each) => ({ ...each, score: each.prompt.length }));
  const complex = ours.filter(({ score }) => score >= 0.5).length / ours.length;
  return `${name}: ${prompts.length} prompts, APGR ${apgr(ours).toFixed(3)}, length alone ${apgr(byLength).toFixed(3)}, complex ${(complex * 100).toFixed(0)} %`;
}

/** APGR on three fifths of the prompts before and after the graded answers to the others were learnt. */
export function reportLearnt(name: string, prompts: readonly GradedPrompt[], weights: TierWeights): string {
  const learner = new GainLearner(weights);
  const isLearnt = ({ prompt }: GradedPrompt): boolean => partOf(prompt) % 2 === 1;
  for (const { prompt, weak, strong } of prompts.filter(isLearnt)) learner.learn(readTurn(prompt), weak, strong);
  const others = prompts.filter((each) => !isLearnt(each));
  const before = others.map((each) => ({
    ...each,
    score: classifyTier(tierInputOfPrompt(each.prompt), weights).score,
  }));
  const after = others.map((each) => ({ ...each, score: learner.score(readTurn(each.prompt)) }));
  return `${name}: ${others.length} prompts, APGR ${apgr(before).toFixed(3)}, after ${prompts.length - others.length} graded answers ${apgr(after).toFixed(3)}`;
}

export function decide(prompt: LabelledPrompt, weights: TierWeights): Tier {
  const messages = prompt.turns.map((content, at) => ({ role: at % 2 === 0 ? 'user' : 'assistant', content }));
  return classifyTier(tierInputOf(surveyRequest({ messages })), weights).tier;
}

/** Confusion, precision and recall per tier, then how often a disturbance changes the tier. */
export function reportTiers(prompts: readonly LabelledPrompt[], weights: TierWeights): readonly string[] {
  const decided = prompts.map((prompt) => ({ prompt, tier: decide(prompt, weights) }));
  const count = (is: Tier, said: Tier): number =>
    decided.filter(({ prompt, tier }) => prompt.tier === is && tier === said).length;
  const lines = [
    `| labelled | ${tiers.join(' | ')} | recall | precision |`,
    `| --- |${' --- |'.repeat(tiers.length + 2)}`,
  ];
  for (const is of tiers) {
    const row = tiers.map((said) => count(is, said));
    const all = row.reduce((sum, n) => sum + n, 0);
    const said = tiers.reduce((sum, other) => sum + count(other, is), 0);
    const right = count(is, is);
    lines.push(`| ${is} | ${row.join(' | ')} | ${(right / all).toFixed(3)} | ${(right / said).toFixed(3)} |`);
  }
  for (const [name, flipped] of Object.entries(flipsOf(prompts, weights))) {
    lines.push(`${name}: ${flipped} of ${prompts.length} change their tier`);
  }
  return lines;
}

/** Per disturbance, how many prompts it gives another tier. */
export function flipsOf(prompts: readonly LabelledPrompt[], weights: TierWeights): Readonly<Record<string, number>> {
  const flips: Record<string, number> = {};
  const before = prompts.map((prompt) => decide(prompt, weights));
  for (const [name, disturb] of Object.entries(disturbances)) {
    const next = randomNumbers(7);
    flips[name] = prompts.filter((prompt, index) => {
      const turns = prompt.turns.map((text, at) => (at % 2 === 0 ? disturb(text, next) : text));
      const disturbed = { ...prompt, turns, userTurns: turns.filter((_, at) => at % 2 === 0) };
      return decide(disturbed, weights) !== before[index];
    }).length;
  }
  return flips;
}

/** One question asked in several ways. */
export interface Paraphrases {
  readonly tier: Tier;
  /** The first is the one that the others say in other words. */
  readonly prompts: readonly string[];
}

export function reportParaphrases(groups: readonly Paraphrases[], weights: TierWeights): string {
  const tierOf = (prompt: string): Tier => classifyTier(tierInputOfPrompt(prompt), weights).tier;
  const rewordings = groups.flatMap(({ prompts: [first = '', ...others] }) => {
    return others.map((other) => tierOf(other) === tierOf(first));
  });
  const flipped = rewordings.filter((isSame) => !isSame).length;
  return `paraphrases: ${flipped} of ${rewordings.length} have another tier than the first wording of ${groups.length}`;
}
