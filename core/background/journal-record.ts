import type { CallJournal } from '../chat/call-journal.ts';
import type { Target } from '../routing/target.ts';

/** What has happened so far, as the next step is told; says nothing of what was said. */
export interface JournalRecord extends Omit<CallJournal, 'target' | 'failedCredentials'> {
  /** The target's name. */
  readonly target: string | null;
}

/** A provider's words, and a client's names of things, may be long; the state of a workflow is small. */
const longestText = 500;
const mostChanges = 50;

export function toJournalRecord({ failedCredentials: _, ...journal }: CallJournal): JournalRecord {
  return {
    ...journal,
    target: journal.target?.name ?? null,
    attempts: journal.attempts.map((attempt) => ({
      ...attempt,
      message: attempt.message && shortened(attempt.message),
    })),
    changes: journal.changes.slice(0, mostChanges).map(shortened),
  };
}

function shortened(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1).toWellFormed()}…`;
}

/** Goes on in a journal that has just begun. */
export function restoreJournal(
  journal: CallJournal,
  record: JournalRecord,
  findTarget: (name: string) => Target | null,
): void {
  journal.target = record.target === null ? null : findTarget(record.target);
  journal.attempts.push(...record.attempts);
  journal.recoveries.push(...record.recoveries);
  journal.calls = record.calls;
  journal.changes = record.changes;
  journal.upstreamMs = record.upstreamMs;
}
