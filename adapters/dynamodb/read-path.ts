import type { Path, PathLimits } from '../../core/sessions/path.ts';
import { fromPathRecord } from '../../core/sessions/turn-record.ts';
import type { AppendedTurns } from './appended-turns.ts';
import { isLive } from './item-life.ts';
import type { KeptText } from './kept-text.ts';
import { turnKey } from './session-keys.ts';
import type { Table } from './table.ts';
import { isTurnItem, type TurnItem, toPathRecord } from './turn-item.ts';

/** How many turns before it each turn names: they are read at once, and the farthest of them names those before. */
export const trailLength = 20;

/** The turns before one that follows this turn. */
export function trailAfter(id: string, trail: readonly string[]): readonly string[] {
  return [id, ...trail].slice(0, trailLength);
}

export interface PathStart {
  readonly scope: string;
  readonly turnId: string;
  /** The turns before it as far as they are known already. */
  readonly trail: readonly string[];
  /** What has been read of it. */
  readonly item?: TurnItem;
}

/** From a turn to the root, so many turns at a time. */
export async function readPath(
  { table, texts, turns }: { readonly table: Table; readonly texts: KeptText; readonly turns: AppendedTurns },
  { scope, turnId, trail, item: first }: PathStart,
  limits: PathLimits,
  now: number,
): Promise<Path> {
  const there = new Map(first ? [[turnId, first]] : []);
  const path: TurnItem[] = [];
  let bytes = 0;
  let ahead: readonly string[] = trail;
  for (let id: string | null = turnId; id !== null && (path.length === 0 || path.length < limits.maxTurns); ) {
    if (!there.has(id)) {
      const ids = [id, ...ahead].slice(0, Math.max(1, limits.maxTurns - path.length));
      for (const item of await table.getAll(ids.map((one) => turnKey(scope, one)))) {
        if (isTurnItem(item)) there.set(item.id, item);
      }
    }
    const item = there.get(id);
    if (!item || !isLive(item, now)) break;
    bytes += item.inputBytes + item.outputBytes;
    if (path.length > 0 && bytes > limits.maxBytes) break;
    path.push(item);
    id = item.parentId ?? null;
    ahead = item.trail?.slice(1) ?? [];
  }
  const last = path[0];
  if (last) turns.note(last);
  const records = await Promise.all(path.reverse().map((item) => toPathRecord(item, texts)));
  return { turns: records.map(fromPathRecord), isWhole: path[0]?.parentId === undefined && path.length > 0 };
}
