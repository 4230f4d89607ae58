import { GatewayError } from '../errors/gateway-error.ts';
import { decideNext } from '../resilience/decide-next.ts';
import type { Decision } from '../resilience/outcome.ts';
import { attemptStep } from './attempt-step.ts';
import type { BackgroundHost, TurnEnd } from './background-host.ts';
import type {
  BackgroundSteps,
  DecideInput,
  DecideResult,
  DecisionRecord,
  EndResult,
  FinishInput,
  PrepareResult,
  Progress,
} from './background-steps.ts';
import { collectAnswer } from './collect-answer.ts';
import { fromErrorRecord, toErrorRecord } from './error-record.ts';
import { fromOutcomeRecord } from './outcome-record.ts';
import { fromPlanRecord, toPlanRecord } from './plan-record.ts';
import { readStoredAnswer } from './stored-answer.ts';
import { timeFrame } from './time-frame.ts';
import type { TurnRef } from './turn-ref.ts';
import { whileBusy } from './while-busy.ts';

/** The steps of a background answer, in the gateway at hand. */
export function createBackgroundSteps(host: BackgroundHost): BackgroundSteps {
  return {
    prepare: (turn, signal) => prepare(host, turn, signal),
    attempt: (input, signal) => attemptStep(host, input, signal),
    decideNext: (input, signal) => decide(host, input, signal),
    finish: (input, signal) => finish(host, input, signal),
    async fail(input, signal) {
      const error = fromErrorRecord(input.failure);
      return end(host, input, await host.failed(input, error, input.progress?.journal ?? null), signal);
    },
  };
}

const nothingYet: Progress = { outcomes: [], nextSequence: 0, journal: null, failure: null };

async function prepare(host: BackgroundHost, turn: TurnRef, signal: AbortSignal): Promise<PrepareResult> {
  if (await isEnded(host, turn, 0, signal)) return { plan: null, progress: nothingYet, decision: { do: 'stop' } };
  try {
    const planned = await host.plan(turn);
    const plan = toPlanRecord(planned, timeFrame(host.clock));
    const decision = decideNext(planned.plan, [], [], host.clock.monotonic());
    return { plan, progress: nothingYet, decision: toDecisionRecord(decision) };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { plan: null, progress: nothingYet, decision: { do: 'fail', error: toErrorRecord(error) } };
  }
}

async function decide(host: BackgroundHost, input: DecideInput, signal: AbortSignal): Promise<DecideResult> {
  if (await isEnded(host, input, input.progress.nextSequence, signal)) return { decision: { do: 'stop' } };
  const { failure } = input.progress;
  if (failure) return { decision: { do: 'fail', error: failure } };
  const { clock, health } = host;
  const frame = timeFrame(clock);
  try {
    const { plan } = fromPlanRecord(input.plan, frame, (name) => host.target(name));
    const outcomes = input.progress.outcomes.map((record) => fromOutcomeRecord(record, frame));
    const conditions = outcomes.at(-1)?.error ? await health.conditions(plan.targets) : [];
    return { decision: toDecisionRecord(decideNext(plan, outcomes, conditions, clock.monotonic())) };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { decision: { do: 'fail', error: toErrorRecord(error) } };
  }
}

async function finish(host: BackgroundHost, input: FinishInput, signal: AbortSignal): Promise<EndResult> {
  const stored = await readStoredAnswer(host, input, signal);
  if (!stored) return { status: 'stopped' };
  if (stored.status !== 'in_progress') return { status: stored.status };
  const { journal } = input.progress;
  try {
    const answer = collectAnswer(stored.events);
    return await end(host, input, await host.completed(input, answer, journal), signal);
  } catch (error) {
    // An answer that cannot be kept, for it is too large, say: the client is told why.
    if (!(error instanceof GatewayError) || error.kind === 'busy') throw error;
    return end(host, input, await host.failed(input, error, journal), signal);
  }
}

function toDecisionRecord(decision: Decision): DecisionRecord {
  return decision.do === 'fail' ? { do: 'fail', error: toErrorRecord(decision.error) } : decision;
}

async function isEnded(
  { store, clock }: BackgroundHost,
  { scope, turnId }: TurnRef,
  nextSequence: number,
  signal: AbortSignal,
): Promise<boolean> {
  // Only the turn's state is wanted: of its events, one at most comes with it.
  const after = nextSequence - 1;
  const stored = await whileBusy(clock, signal, () => store.readEvents(scope, turnId, after, 1));
  return stored?.status !== 'in_progress';
}

async function end(
  host: BackgroundHost,
  { scope, turnId }: TurnRef,
  { ending, tell }: TurnEnd,
  signal: AbortSignal,
): Promise<EndResult> {
  const { store, clock } = host;
  let asked = 0;
  const finished = await whileBusy(clock, signal, () => {
    asked += 1;
    return store.finish(scope, turnId, ending, null);
  });
  // A store in trouble may have done what it was asked for without saying so.
  const isOurs =
    finished.result === 'finished' || (finished.result === 'already' && asked > 1 && finished.status === ending.status);
  if (isOurs) quietly(tell);
  switch (finished.result) {
    case 'finished':
      return { status: ending.status };
    case 'already':
      return { status: finished.status };
    default:
      return { status: 'stopped' };
  }
}

/** The turn has ended: what cannot be told of it changes nothing. */
function quietly(tell: () => void): void {
  try {
    tell();
  } catch {
    // Whoever tells has nobody to tell this.
  }
}
