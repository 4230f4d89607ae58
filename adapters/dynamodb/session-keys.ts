import { createHash } from 'node:crypto';
import type { ItemKey } from './table.ts';

/** A partition's key has 2048 bytes at most. */
const maxNameLength = 400;

type Kind = 'turn' | 'head' | 'answer' | 'item';

/** No scope and name give the partition of another scope and name. What is too long for a key goes by its hash. */
function partition(kind: Kind, scope: string, name: string): string {
  const named = `${scope.length} ${scope} ${name}`;
  return `${kind} ${named.length <= maxNameLength ? named : `# ${createHash('sha256').update(named).digest('hex')}`}`;
}

export function turnKey(scope: string, id: string): ItemKey {
  return { pk: partition('turn', scope, id), sk: 'turn' };
}

/** A page of events stands at the number of its last one, so that the first page after a number has it or what follows. */
export function pageKey(scope: string, turnId: string, lastSequence: number): ItemKey {
  return { pk: partition('turn', scope, turnId), sk: `events ${String(lastSequence).padStart(12, '0')}` };
}
export const pagesBegin = 'events ';

/** That a turn which moves no head continues this one. */
export function linkKey(scope: string, turnId: string, continuedBy: string): ItemKey {
  return { pk: partition('turn', scope, turnId), sk: `${linksBegin}${continuedBy}` };
}
export const linksBegin = 'continued by ';

export function headKey(scope: string, name: string): ItemKey {
  return { pk: partition('head', scope, name), sk: 'head' };
}

/** Which turn an item came out with whose id was made elsewhere. */
export function itemKey(scope: string, itemId: string): ItemKey {
  return { pk: partition('item', scope, itemId), sk: 'item' };
}

export function answerKey(scope: string, key: string): ItemKey {
  return { pk: partition('answer', scope, key), sk: 'answer' };
}
