import type { AppendedTurns } from './appended-turns.ts';
import type { DynamoDbEvents } from './dynamodb-events.ts';
import type { DynamoDbHeads } from './dynamodb-heads.ts';
import type { ForeignItems } from './foreign-items.ts';
import type { KeptText } from './kept-text.ts';
import type { RunningTurns } from './running-turns.ts';
import type { Table } from './table.ts';

/** What the parts of a session store share. */
export interface SessionTools {
  readonly table: Table;
  readonly texts: KeptText;
  readonly turns: AppendedTurns;
  readonly heads: DynamoDbHeads;
  readonly running: RunningTurns;
  readonly events: DynamoDbEvents;
  readonly foreignItems: ForeignItems;
  /** How many bytes of a text stand in its item. */
  readonly inlineBytes: number;
}
