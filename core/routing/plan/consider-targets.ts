import type { TargetLoad } from '../../ports/target-stats.ts';
import { historyRoom } from '../history-room.ts';
import type { Target } from '../target.ts';
import type { Candidate } from './candidate.ts';
import { expectedCachedTokens } from './expected-cached-tokens.ts';
import { expectedCostUsd } from './expected-cost.ts';
import { expectedOutputTokens } from './expected-output.ts';
import { foreignReasoning, missingAbility, type Objection, tooLong, unavailable } from './judge-target.ts';
import type { PlanInput } from './plan-input.ts';
import type { RequestSurvey } from './request-survey.ts';
import type { Exclusion, TargetEstimate } from './route-plan.ts';
import type { WeightedTarget } from './route-policy.ts';
import { estimateInputTokens } from './token-estimate.ts';

export interface Considered {
  readonly candidates: readonly Candidate[];
  readonly excluded: readonly Exclusion[];
}

export interface ConsiderOptions {
  readonly input: PlanInput;
  /** `null` = only what does not depend on the request is looked at. */
  readonly survey: RequestSurvey | null;
  /** Label of the target that answered this session last. */
  readonly remembered: string | null;
  /** Take them whatever speaks against them. */
  readonly regardless?: boolean;
  /** There is nobody else: whether it can take the request is for its provider to say. */
  readonly isOnly?: boolean;
}

/** Sorts targets into those that may be asked and those that may not, each with its reason. */
export function considerTargets(list: readonly WeightedTarget[], options: ConsiderOptions): Considered {
  const { input, survey, remembered, regardless = false } = options;
  const candidates: Candidate[] = [];
  const excluded: Exclusion[] = [];
  for (const { target, weight } of list) {
    const load = input.load(target);
    const estimate = survey === null ? null : estimateFor(target, load, survey, target.label === remembered);
    const objection = regardless ? null : objectionTo(target, load, estimate, options);
    if (objection !== null && objection.by !== null) {
      const { by, reason, waitMs } = objection;
      excluded.push({ target, by, reason, ...(waitMs === undefined ? {} : { waitMs }) });
    } else {
      candidates.push({ target, weight, load, estimate, lowered: objection?.reason ?? null });
    }
  }
  return { candidates, excluded };
}

/** What the request lacks comes first: a target that cannot serve it is no last resort either. */
function objectionTo(
  target: Target,
  load: TargetLoad,
  estimate: TargetEstimate | null,
  { input, survey, isOnly }: ConsiderOptions,
): Objection | null {
  // Texts to embed are read one by one: the window has to hold each, not all.
  const isReadInOne = survey?.needs.vectorsOf === undefined;
  if (isOnly && isReadInOne) return unavailable(target, load, input.breaker(target), input.now);
  const ability = survey === null ? null : missingAbility(target, survey);
  if (ability !== null && ability.by !== null) return ability;
  const length =
    estimate === null || !isReadInOne ? null : tooLong(target, estimate.inputTokens, estimate.outputTokens);
  if (length !== null && length.by !== null) return length;
  const reasoning = survey === null ? null : foreignReasoning(target, survey);
  return unavailable(target, load, input.breaker(target), input.now) ?? length ?? ability ?? reasoning;
}

/** Of what earlier turns said, only as much is told as may fill its share of the window. */
function leftOutTokens({ kept }: RequestSurvey, { model, facts }: Target): number {
  const room = kept === undefined ? null : historyRoom(facts, kept.maxShare);
  return kept === undefined || room === null ? 0 : Math.max(0, estimateInputTokens(kept.lengths, model) - room);
}

function estimateFor(target: Target, load: TargetLoad, survey: RequestSurvey, isRemembered: boolean): TargetEstimate {
  const { model, facts } = target;
  const familyInputTokens = Math.ceil(estimateInputTokens(survey, model) - leftOutTokens(survey, target));
  const inputTokens = Math.ceil(familyInputTokens * load.tokenFactor);
  const outputTokens = Math.ceil(expectedOutputTokens(survey, load));
  const cached = isRemembered ? expectedCachedTokens(survey, target, inputTokens, load.tokenFactor) : 0;
  const tokens = { input: inputTokens, cached, output: outputTokens };
  return {
    familyInputTokens,
    inputTokens,
    outputTokens,
    costUsd: expectedCostUsd(facts.prices, tokens, survey.processing),
  };
}
