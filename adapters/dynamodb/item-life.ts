import { tableKeys } from '../../config/table-keys.ts';
import type { Item } from './table.ts';

/**
 * Until when an item counts, milliseconds since the epoch, and the same for the table's own deletion, which comes some
 * time after. @param until `null` = for ever.
 */
export function lifeUntil(until: number | null): Readonly<Record<string, number>> {
  return until === null ? {} : { liveUntil: until, [tableKeys.timeToLive]: Math.ceil(until / 1000) };
}

/** Whether an item counts; one that does not may still be there. */
export function isLive({ liveUntil }: Item, now: number): boolean {
  return typeof liveUntil !== 'number' || liveUntil > now;
}

/** The same as a condition, with `:now`. */
export const isLiveCondition = '(attribute_not_exists(liveUntil) OR liveUntil > :now)';
