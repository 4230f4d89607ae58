import type { DatabaseSync } from 'node:sqlite';
import type { EventPage, NumberedEvent } from '../../core/sessions/event-page.ts';
import { eventsAfter } from '../../core/sessions/events-after.ts';
import { integerIn, textIn } from './read-column.ts';

/** Event pages in a database. What may be appended is decided by the turn they belong to. */
export class SqliteEvents {
  readonly #statements;

  constructor(database: DatabaseSync) {
    this.#statements = {
      append: database.prepare(`
        INSERT INTO event_pages (scope, turn_id, first_sequence, events)
        VALUES (:scope, :turnId, :firstSequence, :events)`),
      read: database.prepare(`
        SELECT first_sequence, events FROM event_pages
        WHERE scope = :scope AND turn_id = :turnId AND first_sequence >= coalesce((
          SELECT max(first_sequence) FROM event_pages
          WHERE scope = :scope AND turn_id = :turnId AND first_sequence <= :first), 0)
        ORDER BY first_sequence`),
      delete: database.prepare('DELETE FROM event_pages WHERE scope = :scope AND turn_id = :turnId'),
    };
  }

  append(scope: string, turnId: string, { firstSequence, events }: EventPage): void {
    this.#statements.append.run({ scope, turnId, firstSequence, events: JSON.stringify(events) });
  }

  read(scope: string, turnId: string, after: number, maxBytes: number): readonly NumberedEvent[] {
    return eventsAfter(this.#pages(scope, turnId, after + 1), after, maxBytes);
  }

  deleteAll(scope: string, turnId: string): void {
    this.#statements.delete.run({ scope, turnId });
  }

  *#pages(scope: string, turnId: string, first: number): Iterable<EventPage> {
    for (const row of this.#statements.read.iterate({ scope, turnId, first })) {
      yield { firstSequence: integerIn(row, 'first_sequence'), events: JSON.parse(textIn(row, 'events')) };
    }
  }
}
