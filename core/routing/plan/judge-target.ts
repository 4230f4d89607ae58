import { counted } from '../../errors/counted.ts';
import type { TargetLoad } from '../../ports/target-stats.ts';
import type { Target } from '../target.ts';
import type { BreakerPhase } from './plan-input.ts';
import type { RequestSurvey } from './request-survey.ts';
import type { Exclusion } from './route-plan.ts';

/** Why a target is not asked (`by`), or asked last (`by` is `null`). */
export interface Objection {
  /** For how long it stands, milliseconds; absent = not known. */
  readonly waitMs?: number;
  readonly by: Exclusion['by'] | null;
  readonly reason: string;
}

/** Room that must be left in the window beside the estimate: estimates are a few per cent off. */
const windowMargin = 0.05;
/** An estimate may be too high by this share at most; what then still exceeds the window cannot fit. */
const estimateDoubt = 0.25;

/** What a target cannot do for this request. Unknown abilities count as there: the provider is the judge of its models. */
export function missingAbility(target: Target, { needs }: RequestSurvey): Objection | null {
  const { capabilities } = target.facts;
  const lacks = (reason: string): Objection => ({ by: 'capability', reason });
  if (needs.vectorsOf !== undefined) {
    if (target.embeddingModel === undefined) return lacks('makes no embeddings');
    // What was stored with one model can only be searched with the same.
    if (target.model !== needs.vectorsOf) return lacks(`is another model than ${needs.vectorsOf}: vectors do not mix`);
  }
  if (needs.images && capabilities.images === false) return lacks('takes no images');
  if (needs.documents && capabilities.documents === false) return lacks('takes no documents');
  if (needs.tools && capabilities.tools === false) return lacks('calls no tools');
  if (needs.structuredOutput && capabilities.structuredOutput === false)
    return lacks('does not answer to a JSON Schema');
  if (needs.forcedToolChoice && (capabilities.forcedToolChoice === false || capabilities.alwaysThinks === true)) {
    return { by: null, reason: 'cannot be made to call a tool' };
  }
  return null;
}

/** Whether the target would have to do without the reasoning that another provider wrote. */
export function foreignReasoning(target: Target, survey: RequestSurvey): Objection | null {
  const { reasoningWriters = [], reasoningProtocol } = survey;
  if (reasoningWriters.length === 0 && reasoningProtocol === undefined) return null;
  const { provider, facts, chatModel, otherChatModels = [] } = target;
  const isWriter =
    reasoningWriters.includes(provider) ||
    [chatModel, ...otherChatModels].some(({ protocol }) => protocol !== null && protocol === reasoningProtocol);
  if (isWriter && facts.capabilities.reasoning !== false) return null;
  const writers = reasoningWriters.length > 0 ? reasoningWriters.join(', ') : `a provider of ${reasoningProtocol}`;
  return { by: null, reason: `cannot read the reasoning of ${writers}` };
}

/** Whether the request and its answer fit. An unknown window is large enough. */
export function tooLong({ facts }: Target, inputTokens: number, outputTokens: number): Objection | null {
  const { contextWindow, maxInputTokens } = facts;
  const room = Math.min(
    contextWindow === null ? Number.POSITIVE_INFINITY : contextWindow - outputTokens,
    maxInputTokens ?? Number.POSITIVE_INFINITY,
  );
  if (inputTokens * (1 + windowMargin) <= room) return null;
  const limit = Math.min(contextWindow ?? Number.POSITIVE_INFINITY, maxInputTokens ?? Number.POSITIVE_INFINITY);
  const needed = Math.round(inputTokens + outputTokens);
  const reason = `has a window of ${counted(limit, 'token')}, about ${needed} are needed`;
  return { by: inputTokens * (1 - estimateDoubt) <= limit ? null : 'context-window', reason };
}

const dayMs = 86_400_000;
let today = { number: -1, text: '' };

/** `2026-11-21`, in universal time. Written once a day: every target of every request asks. */
function dayOf(now: number): string {
  const number = Math.floor(now / dayMs);
  if (today.number !== number) today = { number, text: new Date(now).toISOString().slice(0, 10) };
  return today.text;
}

/** What keeps a target from being called now, whatever is asked. @param now milliseconds since the epoch. */
export function unavailable(
  { facts, rpm, tpm }: Target,
  load: TargetLoad,
  breaker: BreakerPhase,
  now: number,
): Objection | null {
  if (facts.retires !== null && facts.retires < dayOf(now))
    return { by: 'retired', reason: `was retired on ${facts.retires}` };
  if (rpm !== undefined && load.requestsLastMinute >= rpm)
    return { by: 'rate', reason: `has had its ${counted(rpm, 'request')} of a minute` };
  if (tpm !== undefined && load.tokensLastMinute >= tpm)
    return { by: 'rate', reason: `has had its ${counted(tpm, 'token')} of a minute` };
  if (breaker.nextCallAt === null) return null;
  if (breaker.isPause !== true) return { by: 'breaker', reason: 'has an open breaker' };
  const waitMs = Math.max(0, breaker.nextCallAt - now);
  return { by: 'rate', reason: `asked to be left alone for ${Math.ceil(waitMs / 1000)} s`, waitMs };
}
