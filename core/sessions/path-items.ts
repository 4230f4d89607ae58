import type { PathTurn, TurnItem } from './turn.ts';

/**
 * What was said along a path, in order: the items of a conversation, and what a next prompt is assembled from.
 * Turns that failed, were cancelled or still run are not part of it.
 * @param removed ids of items that were taken out.
 */
export function pathItems(turns: readonly PathTurn[], removed: readonly string[] = []): readonly TurnItem[] {
  const isRemoved = new Set(removed);
  const items: TurnItem[] = [];
  for (const { status, input, output } of turns) {
    if (status !== 'completed' && status !== 'incomplete') continue;
    for (const item of input) if (!isRemoved.has(item.id)) items.push(item);
    for (const item of output) if (!isRemoved.has(item.id)) items.push(item);
  }
  return items;
}
