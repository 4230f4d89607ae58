import type { ConversationEvent, StreamedPart } from '../../conversation/conversation-event.ts';
import type { SentAnswer } from './sent-answer.ts';

/** The parts as the client has them: those of the broken answer, and those that are added to it. */
export class ClientParts {
  /** Parts of the broken answer that are open and that nothing goes on with yet. */
  readonly #left: Map<number, StreamedPart>;
  #nextIndex: number;

  constructor(sent: SentAnswer) {
    this.#left = new Map(sent.openParts);
    this.#nextIndex = sent.nextIndex;
  }

  /** Goes on with an open part of the broken answer. Returns whether there is one. */
  takeUp(index: number): boolean {
    return this.#left.delete(index);
  }

  /** The index of a new part, and what the client must be told for it. What was left open ends before it. */
  begin(part: StreamedPart): { readonly index: number; readonly events: readonly ConversationEvent[] } {
    const last = [...this.#left].at(-1);
    // A part that had begun and had no text yet.
    const isBegun = last?.[0] === this.#nextIndex - 1 && isPlain(part) && last[1].type === part.type;
    if (isBegun && last !== undefined && this.takeUp(last[0])) return { index: last[0], events: this.endLeft() };
    const events = this.endLeft();
    const index = this.#nextIndex++;
    return { index, events: [...events, { type: 'part-begins', index, part }] };
  }

  /** Ends what the broken answer left open and nobody took up. */
  endLeft(): readonly ConversationEvent[] {
    const events = [...this.#left.keys()].map((index): ConversationEvent => ({ type: 'part-ends', index }));
    this.#left.clear();
    return events;
  }
}

function isPlain({ type }: StreamedPart): boolean {
  return type === 'text' || type === 'refusal';
}
