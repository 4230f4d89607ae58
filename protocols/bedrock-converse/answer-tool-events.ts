import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';

/** What `answerOfTool` does, for a stream: the call of the answer's tool arrives as text. One per stream. */
export class AnswerToolEvents {
  readonly #answerTool: string;
  /** Of the part that holds the answer; `null` as long as it has not begun. */
  #answerIndex: number | null = null;
  #isEmpty = true;
  /** Further answers, which would be no JSON together with the first. */
  readonly #surplus = new Set<number>();
  #callsOthers = false;

  constructor(answerTool: string) {
    this.#answerTool = answerTool;
  }

  read(events: readonly ConversationEvent[]): ConversationEvent[] {
    return events.flatMap((event) => this.#read(event));
  }

  #read(event: ConversationEvent): ConversationEvent[] {
    if ('index' in event && this.#surplus.has(event.index)) return [];
    switch (event.type) {
      case 'part-begins':
        return this.#begin(event);
      case 'part-delta':
        if (event.index === this.#answerIndex && event.text !== '') this.#isEmpty = false;
        return [event];
      case 'part-ends':
        // A call without input has no delta.
        return event.index === this.#answerIndex && this.#isEmpty
          ? [{ type: 'part-delta', index: event.index, text: '{}' }, event]
          : [event];
      case 'finished':
        return [this.#answerIndex === null || this.#callsOthers ? event : asStop(event)];
      default:
        return [event];
    }
  }

  #begin(event: Extract<ConversationEvent, { type: 'part-begins' }>): ConversationEvent[] {
    const { index, part } = event;
    if (part.type !== 'tool-call') return [event];
    if (part.name !== this.#answerTool) {
      this.#callsOthers = true;
      return [event];
    }
    if (this.#answerIndex !== null) {
      this.#surplus.add(index);
      return [];
    }
    this.#answerIndex = index;
    return [{ type: 'part-begins', index, part: { type: 'text' } }];
  }
}

function asStop(event: Extract<ConversationEvent, { type: 'finished' }>): ConversationEvent {
  return event.stopReason === 'tool' ? { type: 'finished', stopReason: 'stop' } : event;
}
