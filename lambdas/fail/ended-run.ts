import { z } from 'zod';
import type { FailInput } from '../../core/background/background-steps.ts';
import type { ErrorRecord } from '../../core/background/error-record.ts';
import { turnRef } from '../answer-tasks/task-schemas.ts';

const failures = {
  TIMED_OUT: { kind: 'deadline', message: 'The answer took longer than a background answer may.' },
  ABORTED: { kind: 'internal', message: 'The work on this answer was stopped by an operator of the gateway.' },
  FAILED: { kind: 'internal', message: 'The gateway itself failed on this answer; its log says more.' },
} as const satisfies Readonly<Record<string, ErrorRecord>>;

/** EventBridge's event of a run of the state machine that did not end by itself; `input` is what the run began with. */
export const endedRun = z.object({
  source: z.literal('aws.states'),
  detail: z.object({ status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']), input: z.string() }),
});

export function failureOfRun({ detail }: z.infer<typeof endedRun>): FailInput {
  const turn = turnRef.parse(JSON.parse(detail.input));
  return { ...turn, progress: null, failure: failures[detail.status] };
}
