import type { ConversationEvent, StreamedPart } from '../../conversation/conversation-event.ts';

/** What of an answer can be compared with another answer: all but its reasoning. */
export type UnitPart = Exclude<StreamedPart, { readonly type: 'reasoning' }>;

/**
 * A tool call, an opaque part, or a run of text (or refusal) parts with nothing but reasoning between them: providers
 * cut the same text into different parts.
 */
export interface SentUnit {
  readonly part: UnitPart;
  /** The text, or the tool call's input. */
  readonly text: string;
  /** The index of its last part. */
  readonly index: number;
}

/** What a client was sent of an answer that broke off. */
export interface SentAnswer {
  readonly units: readonly SentUnit[];
  /** The parts that had begun and not ended, in their order. */
  readonly openParts: ReadonlyMap<number, StreamedPart>;
  /** The first index no part has had. */
  readonly nextIndex: number;
  readonly hasStarted: boolean;
  readonly hasFinished: boolean;
  /** Whether reasoning was the last thing sent. */
  readonly endsInReasoning: boolean;
}

/** Whether a part goes on with the unit before it. */
export function joins(before: UnitPart['type'] | null, part: UnitPart): boolean {
  return part.type === before && (part.type === 'text' || part.type === 'refusal');
}

/** A function call without input and one with the empty object are the same call: some formats write the one, some the other. */
export const noArguments = '{}';

export function readSent(events: readonly ConversationEvent[]): SentAnswer {
  const units: { part: UnitPart; pieces: string[]; index: number }[] = [];
  const openParts = new Map<number, StreamedPart>();
  const unitOf = new Map<number, (typeof units)[number]>();
  let nextIndex = 0;
  let hasStarted = false;
  let hasFinished = false;
  let endsInReasoning = false;
  const addUnit = (index: number, part: UnitPart): (typeof units)[number] => {
    endsInReasoning = false;
    const last = units.at(-1);
    const unit = last && joins(last.part.type, part) ? last : { part, pieces: [], index };
    if (unit !== last) units.push(unit);
    unit.index = index;
    unitOf.set(index, unit);
    return unit;
  };
  for (const event of events) {
    switch (event.type) {
      case 'started':
        hasStarted = true;
        break;
      case 'part-begins': {
        const { index, part } = event;
        nextIndex = Math.max(nextIndex, index + 1);
        openParts.set(index, part);
        if (part.type === 'reasoning') endsInReasoning = true;
        else if (part.type === 'tool-call' || part.type === 'opaque') addUnit(index, part);
        break;
      }
      case 'part-delta': {
        const part = openParts.get(event.index);
        // A text part is nothing before its text comes.
        if (part === undefined || part.type === 'reasoning' || event.text === '') break;
        (unitOf.get(event.index) ?? addUnit(event.index, part)).pieces.push(event.text);
        break;
      }
      case 'part-ends': {
        const part = openParts.get(event.index);
        const unit = unitOf.get(event.index);
        if (part?.type === 'tool-call' && part.kind === 'function' && unit?.pieces.length === 0) {
          unit.pieces.push(noArguments);
        }
        openParts.delete(event.index);
        break;
      }
      case 'finished':
        hasFinished = true;
    }
  }
  return {
    units: units.map(({ part, pieces, index }) => ({ part, text: pieces.join(''), index })),
    openParts,
    nextIndex,
    hasStarted,
    hasFinished,
    endsInReasoning,
  };
}
