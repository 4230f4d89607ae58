import type { ChatCall } from '../chat/chat-call.ts';
import { KeptAnswer } from '../chat/kept-answer.ts';
import { nextAttempt } from '../chat/next-attempt.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import type { Outcome } from '../resilience/outcome.ts';
import { attemptAnswer, sentExtent } from './attempt-answer.ts';
import type { BackgroundHost } from './background-host.ts';
import type { AttemptInput, AttemptResult, DecisionRecord, Progress } from './background-steps.ts';
import { toErrorRecord } from './error-record.ts';
import { restoreJournal, toJournalRecord } from './journal-record.ts';
import { fromOutcomeRecord, toOutcomeRecord } from './outcome-record.ts';
import { PageWriter } from './page-writer.ts';
import { fromPlanRecord } from './plan-record.ts';
import { readStoredAnswer, type StoredAnswer } from './stored-answer.ts';
import { timeFrame } from './time-frame.ts';

/**
 * One attempt. Events of an attempt whose outcome nobody knows, since its process ended, are found in the store and
 * counted as a stream that broke off. A turn that was ended by somebody else is left as it is.
 */
export async function attemptStep(
  host: BackgroundHost,
  input: AttemptInput,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const { progress } = input;
  const stored = await readStoredAnswer(host, input, signal);
  if (stored?.status !== 'in_progress') return { progress };
  const stop = new AbortController();
  let endDeadline = (): void => {};
  try {
    const find = (name: string) => host.target(name);
    const frame = timeFrame(host.clock);
    const planned = fromPlanRecord(input.plan, frame, find);
    const deadline = host.clock.schedule(Math.max(0, planned.plan.deadline - host.clock.monotonic()), () =>
      stop.abort(new GatewayError('deadline', 'The whole call took longer than it may (timeouts.totalMs).')),
    );
    endDeadline = () => deadline.cancel();
    const call = await host.call(input, planned, AbortSignal.any([signal, stop.signal]));
    if (progress.journal) restoreJournal(call.journal, progress.journal, find);
    const outcomes = progress.outcomes.map((record) => fromOutcomeRecord(record, frame));
    const abort = (reason: GatewayError): void => stop.abort(reason);
    const made = await attempt(host, input, { call, outcomes, stored, abort });
    signal.throwIfAborted();
    return {
      progress: {
        outcomes: outcomes.map((outcome) => toOutcomeRecord(outcome, frame)),
        nextSequence: made.nextSequence,
        journal: toJournalRecord(call.journal),
        failure: made.failure && toErrorRecord(made.failure),
      },
    };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (!(error instanceof GatewayError)) throw error;
    return { progress: { ...progress, failure: toErrorRecord(error) } };
  } finally {
    endDeadline();
  }
}

interface Made {
  readonly nextSequence: number;
  /** Why no attempt was made. */
  readonly failure: GatewayError | null;
}

interface AttemptState {
  readonly call: ChatCall;
  /** Grows. */
  readonly outcomes: Outcome[];
  readonly stored: StoredAnswer;
  readonly abort: (reason: GatewayError) => void;
}

async function attempt(
  host: BackgroundHost,
  { progress, decision, scope, turnId }: AttemptInput,
  { call, outcomes, stored, abort }: AttemptState,
): Promise<Made> {
  const { nextSequence } = stored;
  const sent = new KeptAnswer(call.codec);
  for (const event of stored.events) sent.keep({ type: 'event', event, seen: 0 });
  if (nextSequence > progress.nextSequence) {
    outcomes.push(lostOutcome(call, decision, progress, stored, sent));
    return { nextSequence, failure: null };
  }
  try {
    const next = await nextAttempt(call, outcomes);
    if (next === null) return { nextSequence, failure: null };
    const { clock, store } = host;
    const options = { clock, firstSequence: nextSequence, signal: call.signal, abort };
    const writer = new PageWriter(store, { scope, turnId }, options);
    outcomes.push(await attemptAnswer(call, next, sent, writer));
    return { nextSequence: writer.nextSequence, failure: null };
  } catch (error) {
    // Kept with the targets that were not called after all.
    if (error instanceof GatewayError) return { nextSequence, failure: error };
    throw error;
  }
}

function lostOutcome(
  call: ChatCall,
  decision: DecisionRecord,
  progress: Progress,
  { events }: StoredAnswer,
  sent: KeptAnswer,
): Outcome {
  const last = progress.outcomes.at(-1);
  const isFinished = events.some(({ type }) => type === 'finished');
  const isCall = decision.do === 'call' || decision.do === 'continue' || decision.do === 'restart';
  return {
    targetIndex: isCall ? decision.targetIndex : (last?.targetIndex ?? 0),
    how: isCall ? decision.do : 'call',
    endedAt: call.clock.monotonic(),
    error: isFinished
      ? null
      : new GatewayError('broken-answer', 'The gateway stopped while this answer was being made.'),
    called: true,
    sent: isFinished ? null : sentExtent(call, sent),
  };
}
