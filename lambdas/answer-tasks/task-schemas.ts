import { z } from 'zod';
import type {
  AttemptInput,
  AttemptResult,
  DecideInput,
  DecideResult,
  DecisionRecord,
  EndResult,
  FailInput,
  FinishInput,
  PrepareResult,
  Progress,
} from '../../core/background/background-steps.ts';
import type { ErrorRecord } from '../../core/background/error-record.ts';
import type { JournalRecord } from '../../core/background/journal-record.ts';
import type { OutcomeRecord } from '../../core/background/outcome-record.ts';
import type { PlanRecord } from '../../core/background/plan-record.ts';
import type { TurnRef } from '../../core/background/turn-ref.ts';

/** What has these fields; others travel along, for another version of the program may have written them. */
function record<Of extends object>(...fields: readonly (keyof Of & string)[]): z.ZodType<Of> {
  const has = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && fields.every((field) => Object.hasOwn(value, field));
  return z.custom<Of>(has, `expected a record with ${fields.join(', ')}`);
}

const decisions: readonly DecisionRecord['do'][] = ['call', 'wait', 'continue', 'restart', 'finish', 'fail', 'stop'];
const decision = record<DecisionRecord>('do').refine((value) => decisions.includes(value.do), 'expected a decision');
const failure = record<ErrorRecord>('kind', 'message');
const plan = record<PlanRecord>('targets', 'mainCount', 'fallbacks', 'maxAttempts', 'deadline', 'expectedTokens');
const progress: z.ZodType<Progress> = z.object({
  outcomes: z.array(record<OutcomeRecord>('targetIndex', 'how', 'endedAt', 'error', 'called')),
  nextSequence: z.int().min(0),
  journal: record<JournalRecord>('target', 'attempts', 'calls', 'recoveries', 'changes').nullable(),
  failure: failure.nullable(),
});
const turn = { scope: z.string().min(1), turnId: z.string().min(1) };

export const turnRef: z.ZodType<TurnRef> = z.object(turn);
export const prepareResult: z.ZodType<PrepareResult> = z.object({ plan: plan.nullable(), progress, decision });
export const decideInput: z.ZodType<DecideInput> = z.object({ ...turn, plan, progress });
export const decideResult: z.ZodType<DecideResult> = z.object({ decision });
export const attemptInput: z.ZodType<AttemptInput> = z.object({ ...turn, plan, progress, decision });
export const attemptResult: z.ZodType<AttemptResult> = z.object({ progress });
export const finishInput: z.ZodType<FinishInput> = z.object({ ...turn, progress });
export const failInput: z.ZodType<FailInput> = z.object({ ...turn, progress: progress.nullable(), failure });
export const endResult: z.ZodType<EndResult> = z.object({
  status: z.enum(['completed', 'incomplete', 'failed', 'cancelled', 'in_progress', 'stopped']),
});
