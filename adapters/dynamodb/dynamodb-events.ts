import { Buffer } from 'node:buffer';
import type { EventPage, NumberedEvent } from '../../core/sessions/event-page.ts';
import { eventsAfter } from '../../core/sessions/events-after.ts';
import { lifeUntil } from './item-life.ts';
import type { KeptText } from './kept-text.ts';
import { pageKey, pagesBegin, turnKey } from './session-keys.ts';
import type { Item, Table } from './table.ts';

/** An item has 400 KB at most, and two of them are written together. */
const maxPageBytes = 200_000;

/** Event pages in a table. What may be appended is decided by the turn they belong to, in one transaction with it. */
export class DynamoDbEvents {
  readonly #table: Table;
  readonly #texts: KeptText;

  constructor(table: Table, texts: KeptText) {
    this.#table = table;
    this.#texts = texts;
  }

  /** @returns the item to be written with the turn; a long one's content is written already. */
  async item(
    scope: string,
    turnId: string,
    { firstSequence, events }: EventPage,
    liveUntil: number | null,
  ): Promise<Item> {
    const key = pageKey(scope, turnId, firstSequence + events.length - 1);
    const text = JSON.stringify(events);
    const kept = await this.#texts.keep('events', text, Buffer.byteLength(text), maxPageBytes, key.pk);
    return { ...key, firstSequence, ...kept, ...lifeUntil(liveUntil) };
  }

  /** As `eventsAfter`; none from `before` on. */
  async read(
    scope: string,
    turnId: string,
    after: number,
    before: number,
    maxBytes: number,
  ): Promise<readonly NumberedEvent[]> {
    if (after + 1 >= before) return [];
    const pages: EventPage[] = [];
    let bytes = 0;
    for await (const item of this.#items(scope, turnId, after + 1)) {
      const text = await this.#texts.read(item, 'events');
      const firstSequence = Number(item.firstSequence);
      if (text === null || firstSequence >= before) break;
      const page = { firstSequence, events: JSON.parse(text) };
      pages.push(page);
      for (const { event } of eventsAfter([page], after, maxBytes)) bytes += Buffer.byteLength(event);
      if (bytes >= maxBytes) break;
    }
    return eventsAfter(pages, after, maxBytes).filter(({ sequence }) => sequence < before);
  }

  /** What fails is left to its expiry: nobody is given events of a turn that is deleted. */
  async deleteAll(scope: string, turnId: string): Promise<void> {
    try {
      for await (const item of this.#items(scope, turnId, 0)) {
        await this.#table.delete({ Key: { pk: item.pk, sk: item.sk } });
        await this.forget(item);
      }
    } catch {}
  }

  async forget(item: Item): Promise<void> {
    await this.#texts.forget(item, ['events']).catch(() => undefined);
  }

  #items(scope: string, turnId: string, from: number) {
    return this.#table.query({
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': turnKey(scope, turnId).pk,
        ':from': pageKey(scope, turnId, Math.max(0, from)).sk,
        ':to': `${pagesBegin}~`,
      },
    });
  }
}
