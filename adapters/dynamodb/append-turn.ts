import { randomUUID } from 'node:crypto';
import type { AppendResult } from '../../core/ports/session-store.ts';
import type { HeadMove } from '../../core/sessions/head.ts';
import type { NewTurn } from '../../core/sessions/turn.ts';
import { toTurnRecord } from '../../core/sessions/turn-record.ts';
import { toHead } from './head-item.ts';
import { isLive, lifeUntil } from './item-life.ts';
import { trailAfter } from './read-path.ts';
import { linkKey, turnKey } from './session-keys.ts';
import type { SessionTools } from './session-tools.ts';
import { ownTexts, saidTexts, type TurnItem } from './turn-item.ts';
import { forgetTexts, keepTexts } from './turn-texts.ts';

/** Of a turn that runs without its client the item is written with each page of events, so it is to be small. */
const backgroundInlineBytes = 1024;

/** Stores a turn that moves no head: one conditional write of one item decides. */
export async function appendAlone(
  tools: SessionTools,
  scope: string,
  turn: NewTurn,
  now: number,
): Promise<AppendResult> {
  const { table, turns } = tools;
  const { id, parentId } = turn;
  if (parentId === null) return putAlone(tools, scope, await newItem(tools, scope, turn, [], null, now));
  // Whoever makes the turn has read what it follows.
  if (!turns.known(scope, parentId)) await turns.read(scope, parentId, now);
  const trail = trailAfter(parentId, turns.known(scope, parentId)?.trail ?? []);
  const link = linkKey(scope, parentId, id);
  const [item] = await Promise.all([
    newItem(tools, scope, turn, trail, null, now),
    table.put({ Item: { ...link, ...lifeUntil(turn.expiresAt) } }),
  ]);
  // The link before the look: who deletes the parent after it sees that its content is needed. The turn together with
  // the look, for somebody far away waits: it is taken back when there is nothing to follow.
  const [appended, parent] = await Promise.all([putAlone(tools, scope, item), turns.read(scope, parentId, now)]);
  if ((parent && !parent.isDeleted) || appended.result === 'exists') return appended;
  turns.forget(scope, id);
  const { pk, sk, appendedBy } = item;
  await table.delete({
    Key: { pk, sk },
    ConditionExpression: 'appendedBy = :mine',
    ExpressionAttributeValues: { ':mine': appendedBy },
  });
  await table.delete({ Key: link });
  await forgetItem(tools, item);
  return { result: 'no-parent' };
}

/** Stores a turn that a head is to be moved to: the head's conditional write decides. */
export async function appendToHead(
  tools: SessionTools,
  scope: string,
  turn: NewTurn,
  move: HeadMove,
  now: number,
): Promise<AppendResult> {
  const { table, turns, heads } = tools;
  const { id, parentId } = turn;
  if (parentId !== null) await turns.settle(scope, parentId);
  const trail = parentId === null ? [] : trailAfter(parentId, turns.known(scope, parentId)?.trail ?? []);
  const item = await newItem(tools, scope, turn, trail, move.name, now);
  turns.forget(scope, id);
  if (!(await table.put({ Item: item, ConditionExpression: 'attribute_not_exists(pk)' }))) {
    const there = await turns.raw(scope, id);
    if (!there || !(await isOwnBeginning(tools, scope, there, item, now))) {
      await forgetItem(tools, item);
      return { result: 'exists' };
    }
  }
  const moved = await heads.move(scope, { move, parentId, turnId: id, trail }, now);
  if (moved.result === 'appended') {
    turns.note(item);
    // Nobody will end it, or its head is gone by then: nobody else would say that it counts.
    if (turn.status !== 'in_progress' || expiresBefore(move, turn)) await turns.settle(scope, id);
    return moved;
  }
  if (await table.delete({ Key: turnKey(scope, id), ConditionExpression: 'attribute_exists(isPending)' })) {
    await forgetItem(tools, item);
    return moved;
  }
  // The head did get to it, by a try whose answer was lost, and has gone on since.
  const head = (await turns.raw(scope, id)) && (await heads.read(scope, move.name, now));
  return head ? { result: 'appended', head: toHead(head) } : moved;
}

async function putAlone(tools: SessionTools, scope: string, item: TurnItem): Promise<AppendResult> {
  const { table, turns } = tools;
  turns.forget(scope, item.id);
  const isPut = await table.put({ Item: item, ConditionExpression: 'attribute_not_exists(pk)' });
  if (isPut || (await turns.raw(scope, item.id))?.appendedBy === item.appendedBy) {
    turns.note(item);
    return { result: 'appended', head: null };
  }
  await forgetItem(tools, item);
  return { result: 'exists' };
}

async function newItem(
  { texts, running, foreignItems, inlineBytes }: SessionTools,
  scope: string,
  turn: NewTurn,
  trail: readonly string[],
  head: string | null,
  now: number,
): Promise<TurnItem> {
  const record = toTurnRecord(turn);
  const { id, parentId, status, model, target, createdAt, runsUntil, finishedAt, sessionName } = record;
  const { input, output, view, request, inputBytes, outputBytes } = record;
  const key = turnKey(scope, id);
  const maxBytes = request === null ? inlineBytes : Math.min(inlineBytes, backgroundInlineBytes);
  const work = await running.add(scope, turn, now);
  const [kept] = await Promise.all([
    keepTexts(texts, { input, output, view, request }, maxBytes, key.pk),
    foreignItems.keep(scope, id, turn.foreignItemIds, turn.expiresAt),
  ]);
  return {
    ...key,
    ...{ id, turnStatus: status, model, createdAt, runsUntil, inputBytes, outputBytes, nextSequence: 0, eventBytes: 0 },
    ...(parentId === null ? {} : { parentId }),
    ...(target === null ? {} : { target }),
    ...(finishedAt === null ? {} : { finishedAt }),
    ...(sessionName === undefined ? {} : { sessionName }),
    ...(work === null ? {} : { work }),
    ...(trail.length === 0 ? {} : { trail }),
    ...(head === null ? {} : { head, isPending: true }),
    ...lifeUntil(turn.expiresAt),
    ...kept,
    appendedBy: randomUUID(),
  };
}

function expiresBefore(head: HeadMove, turn: NewTurn): boolean {
  return head.expiresAt !== null && (turn.expiresAt === null || head.expiresAt < turn.expiresAt);
}

/** What was written beside an item that is none. */
async function forgetItem({ texts, running }: SessionTools, item: TurnItem): Promise<void> {
  await running.remove(item.work);
  await forgetTexts(texts, item, [...saidTexts, ...ownTexts]);
}

/** Whether an item of this id is what this call, or an earlier one of unknown end, has begun with: it may go on. */
async function isOwnBeginning({ turns }: SessionTools, scope: string, there: TurnItem, item: TurnItem, now: number) {
  if (there.appendedBy === item.appendedBy) return true;
  if (!there.isPending || there.head !== item.head || there.parentId !== item.parentId || !isLive(there, now))
    return false;
  return (await turns.read(scope, item.id, now)) === null;
}
