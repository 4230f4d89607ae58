import { changeOfItem } from './change-of-item.ts';
import { isLive, isLiveCondition } from './item-life.ts';
import { linkKey, linksBegin, turnKey } from './session-keys.ts';
import type { SessionTools } from './session-tools.ts';
import { mostRounds, tooManyWriters } from './too-many-writers.ts';
import { ownTexts, saidTexts, type TurnItem } from './turn-item.ts';
import { forgetTexts } from './turn-texts.ts';

const nothingSaid = '[]';

/** Makes a turn unknown. @returns false when it was unknown already. */
export async function deleteTurn(tools: SessionTools, scope: string, id: string, now: number): Promise<boolean> {
  const { table, turns, texts, running, events } = tools;
  let wasThere = false;
  for (let round = 0; round < mostRounds; round++) {
    const item = await turns.read(scope, id, now);
    // Also when a try whose answer was lost has done it.
    if (!item || item.isDeleted) return wasThere;
    wasThere = true;
    const turnStatus = item.turnStatus === 'in_progress' ? 'cancelled' : item.turnStatus;
    const gone = { isPending: null, view: null, viewAt: null, request: null, requestAt: null };
    const change = changeOfItem({
      set: { isDeleted: true, turnStatus, eventBytes: 0, ...gone },
      condition: `attribute_not_exists(isDeleted) AND turnStatus = :seen AND ${isLiveCondition}`,
      values: { ':seen': item.turnStatus, ':now': now },
    });
    const old = await table.update({ Key: turnKey(scope, id), ...change, ReturnValues: 'ALL_OLD' });
    if (!old) continue;
    await running.remove(item.work);
    await forgetTexts(texts, old, ownTexts);
    await events.deleteAll(scope, id);
    await eraseUnseen(tools, scope, id);
    return true;
  }
  throw tooManyWriters();
}

/** Makes a head unknown. @returns false when it was unknown already. */
export async function deleteHead(tools: SessionTools, scope: string, name: string, now: number): Promise<boolean> {
  const { heads, table } = tools;
  const head = await heads.delete(scope, name);
  if (!head) return false;
  if (head.turnId !== undefined) {
    await table.update({ Key: turnKey(scope, head.turnId), ...nothingFollows });
    await eraseUnseen(tools, scope, head.turnId);
  }
  return isLive(head, now);
}

const nothingFollows = changeOfItem({ set: { isLast: true }, condition: 'attribute_exists(pk)' });

/**
 * Erases what a deleted turn said that no turn of content continues and no head is at, and then those before it that
 * were kept for it alone.
 */
async function eraseUnseen({ table, turns, texts }: SessionTools, scope: string, from: string): Promise<void> {
  for (let id: string | null = from; id !== null; ) {
    const item: TurnItem | null = await turns.raw(scope, id);
    if (!item?.isDeleted || item.isErased || (await isSeen(item))) return;
    const bytes = nothingSaid.length;
    const erased = {
      input: nothingSaid,
      inputAt: null,
      inputBytes: bytes,
      output: nothingSaid,
      outputAt: null,
      outputBytes: bytes,
    };
    await table.update({
      Key: turnKey(scope, id),
      ...changeOfItem({ set: { ...erased, isErased: true }, condition: 'attribute_exists(pk)' }),
    });
    await forgetTexts(texts, item, saidTexts);
    const { parentId = null, head } = item;
    if (parentId !== null) {
      if (head === undefined) await table.delete({ Key: linkKey(scope, parentId, id) });
      else await table.update({ Key: turnKey(scope, parentId), ...nothingFollows });
    }
    id = parentId;
  }

  /** The head that a turn was made for is at it or has gone on from it, unless something else was noted. */
  async function isSeen({ pk, head, isLast }: TurnItem): Promise<boolean> {
    if (head !== undefined && !isLast) return true;
    const links = table.query({
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :links)',
      ExpressionAttributeValues: { ':pk': pk, ':links': linksBegin },
      Limit: 1,
    });
    for await (const _ of links) return true;
    return false;
  }
}
