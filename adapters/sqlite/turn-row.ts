import type { TurnStatus } from '../../core/sessions/turn.ts';
import type { PathRecord, TurnRecord } from '../../core/sessions/turn-record.ts';
import { integerIn, integerOrNullIn, type Row, textIn, textOrNullIn } from './read-column.ts';

const statuses: ReadonlySet<string> = new Set<TurnStatus>([
  'in_progress',
  'completed',
  'incomplete',
  'failed',
  'cancelled',
]);

export function toPathRecord(row: Row): PathRecord {
  const sessionName = textOrNullIn(row, 'session_name');
  return {
    id: textIn(row, 'id'),
    parentId: textOrNullIn(row, 'parent_id'),
    status: statusIn(row),
    model: textIn(row, 'model'),
    target: textOrNullIn(row, 'target'),
    createdAt: integerIn(row, 'created_at'),
    runsUntil: integerIn(row, 'runs_until'),
    ...(sessionName === null ? {} : { sessionName }),
    isDeleted: integerIn(row, 'is_deleted') === 1,
    input: textIn(row, 'input'),
    output: textIn(row, 'output'),
  };
}

export function toTurnRecord(row: Row): TurnRecord {
  return {
    ...toPathRecord(row),
    finishedAt: integerOrNullIn(row, 'finished_at'),
    expiresAt: integerOrNullIn(row, 'expires_at'),
    nextSequence: integerIn(row, 'next_sequence'),
    inputBytes: integerIn(row, 'input_bytes'),
    outputBytes: integerIn(row, 'output_bytes'),
    view: textOrNullIn(row, 'view'),
    request: textOrNullIn(row, 'request'),
  };
}

export function statusIn(row: Row): TurnStatus {
  const status = textIn(row, 'status');
  if (!isStatus(status)) throw new TypeError('status is none');
  return status;
}

function isStatus(text: string): text is TurnStatus {
  return statuses.has(text);
}
