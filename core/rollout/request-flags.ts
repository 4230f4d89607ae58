import type { Flag, FlagSource } from '../ports/flag-source.ts';
import { isWithinShare } from './bucket-of.ts';

/** Flags with a share: who is in it is in the new cohort. */
export const cohortFlags = ['use_new_orchestrator'] as const;

/** Flags that turn something off for everybody, at once. */
export const switchFlags = ['background_answers', 'stream_recovery'] as const;

/** What the flags say of one request. */
export interface RequestFlags {
  /** By flag, whether the principal is in the new cohort. */
  readonly cohorts: Readonly<Record<(typeof cohortFlags)[number], boolean>>;
  /** Whether new answers may be given in the background. */
  readonly backgroundAnswers: boolean;
  /** Whether a stream that breaks may go on by another attempt. */
  readonly streamRecovery: boolean;
}

/** What holds while nobody says otherwise: everything is on, for everybody. */
export const builtInFlags: RequestFlags = {
  cohorts: { use_new_orchestrator: true },
  backgroundAnswers: true,
  streamRecovery: true,
};

/** @param principal who calls, by an id that stays the same. Never rejects: a flag that is not known is on. */
export async function requestFlags(source: FlagSource, principal: string): Promise<RequestFlags> {
  const [orchestrator, background, recovery] = await Promise.all([
    source.flag('use_new_orchestrator'),
    source.flag('background_answers'),
    source.flag('stream_recovery'),
  ]);
  return {
    cohorts: { use_new_orchestrator: isFor(orchestrator, 'use_new_orchestrator', principal) },
    backgroundAnswers: background?.enabled ?? builtInFlags.backgroundAnswers,
    streamRecovery: recovery?.enabled ?? builtInFlags.streamRecovery,
  };
}

function isFor(flag: Flag | null, name: string, principal: string): boolean {
  if (flag === null) return true;
  return flag.enabled && isWithinShare(flag.percentage ?? 100, name, principal);
}
