import type { ConversationEvent, StreamedPart } from '../../conversation/conversation-event.ts';
import { ClientParts } from './client-parts.ts';
import { diverged } from './diverged.ts';
import { joins, noArguments, type SentAnswer, type UnitPart } from './sent-answer.ts';

export interface AlignmentOptions {
  /** Whether the new answer begins anew and must bring what was sent; else it goes on where that ends. */
  readonly bringsSent: boolean;
  /** White space that was sent and may come again where the new answer goes on. */
  readonly whiteSpace: string;
}

/** A part of the new answer. */
interface NewPart {
  readonly part: StreamedPart;
  /** Which unit it belongs to; `null` for reasoning, and for text before its first text. */
  unit: number | null;
  /** Its index for the client; `null` while nothing of it was told. */
  index: number | null;
}

/** Lays a new answer over what was sent of the broken one and lets through what is beyond it. */
export class Alignment {
  readonly #sent: SentAnswer;
  readonly #client: ClientParts;
  /** How much of each sent unit has come again, UTF-16 units. */
  readonly #matched: number[];
  readonly #parts = new Map<number, NewPart>();
  /** Units begun so far, those that need not come again included. */
  #units: number;
  #lastType: UnitPart['type'] | null;
  #isCovered = false;
  /** Reasoning would come a second time, or in the middle of what was sent. */
  #dropsReasoning: boolean;
  #whiteSpace: string;
  #hasStarted: boolean;

  constructor(sent: SentAnswer, { bringsSent, whiteSpace }: AlignmentOptions) {
    this.#sent = sent;
    this.#client = new ClientParts(sent);
    this.#matched = sent.units.map(({ text }) => (bringsSent ? 0 : text.length));
    this.#units = bringsSent ? 0 : sent.units.length;
    this.#lastType = bringsSent ? null : (sent.units.at(-1)?.part.type ?? null);
    this.#dropsReasoning = sent.endsInReasoning || (!bringsSent && sent.units.length > 0);
    this.#whiteSpace = whiteSpace;
    this.#hasStarted = sent.hasStarted;
  }

  /** The events the client still needs. @throws GatewayError `diverged` at the first difference. */
  push(event: ConversationEvent): readonly ConversationEvent[] {
    switch (event.type) {
      case 'started': {
        const isNew = !this.#hasStarted;
        this.#hasStarted = true;
        return isNew ? [event] : [];
      }
      case 'part-begins':
        return this.#begin(event.index, event.part);
      case 'part-delta':
        return this.#add(event.index, event.text);
      case 'part-ends':
        return this.#end(event);
      case 'usage':
        return [event];
      case 'finished':
        if (!this.#covers()) throw diverged();
        return [...this.#client.endLeft(), event];
    }
  }

  #begin(newIndex: number, part: StreamedPart): readonly ConversationEvent[] {
    if (part.type === 'reasoning') {
      if (this.#dropsReasoning || !this.#covers()) return [];
      const { index, events } = this.#client.begin(part);
      this.#parts.set(newIndex, { part, unit: null, index });
      return events;
    }
    const newPart: NewPart = { part, unit: null, index: null };
    this.#parts.set(newIndex, newPart);
    if (part.type === 'text' || part.type === 'refusal') return [];
    newPart.unit = this.#beginUnit(part);
    return newPart.unit < this.#sent.units.length ? [] : this.#tell(newPart);
  }

  #add(newIndex: number, text: string): readonly ConversationEvent[] {
    const newPart = this.#parts.get(newIndex);
    if (newPart === undefined || text === '') return [];
    const beyond = newPart.part.type === 'reasoning' ? text : this.#match(newPart, newPart.part, text);
    if (beyond === '') return [];
    const events = newPart.index === null ? this.#tell(newPart) : [];
    return newPart.index === null ? events : [...events, { type: 'part-delta', index: newPart.index, text: beyond }];
  }

  /** Takes the text as far as it was sent. Returns what is beyond that. */
  #match(newPart: NewPart, part: UnitPart, text: string): string {
    newPart.unit ??= joins(this.#lastType, part) ? this.#units - 1 : this.#beginUnit(part);
    const sent = this.#sent.units[newPart.unit]?.text ?? '';
    const from = this.#matched[newPart.unit] ?? 0;
    const again = sent.slice(from, from + text.length);
    if (!text.startsWith(again)) throw diverged();
    this.#matched[newPart.unit] = from + again.length;
    const beyond = text.slice(again.length);
    if (beyond !== '' && !this.#covers()) throw diverged();
    return part.type === 'text' ? this.#withoutWhiteSpace(beyond) : beyond;
  }

  #withoutWhiteSpace(text: string): string {
    let length = 0;
    while (length < text.length && text[length] === this.#whiteSpace[length]) length++;
    if (text !== '') this.#whiteSpace = length === text.length ? this.#whiteSpace.slice(length) : '';
    return text.slice(length);
  }

  #end(event: ConversationEvent & { readonly type: 'part-ends' }): readonly ConversationEvent[] {
    const newPart = this.#parts.get(event.index);
    if (newPart === undefined) return [];
    this.#parts.delete(event.index);
    const { part, unit, index } = newPart;
    if (part.type === 'tool-call' && unit !== null) this.#endCall(unit);
    return index === null ? [] : [{ ...event, index }];
  }

  #endCall(unit: number): void {
    const sent = this.#sent.units[unit]?.text ?? '';
    if (this.#matched[unit] === 0 && sent === noArguments) this.#matched[unit] = sent.length;
    if ((this.#matched[unit] ?? 0) < sent.length) throw diverged();
  }

  #beginUnit(part: UnitPart): number {
    const before = this.#units - 1;
    const isBeforeOpen = [...this.#parts.values()].some(({ unit }) => unit === before);
    if (!isBeforeOpen && !this.#isMatched(before)) throw diverged();
    const unit = this.#units++;
    this.#lastType = part.type;
    const sent = this.#sent.units[unit];
    if (sent === undefined ? !this.#covers() : !isSamePart(sent.part, part)) throw diverged();
    return unit;
  }

  /** Lets the client know of a part: an open one that goes on, or a new one. */
  #tell(newPart: NewPart): readonly ConversationEvent[] {
    const { part, unit } = newPart;
    this.#dropsReasoning = false;
    const sent = unit === null ? undefined : this.#sent.units[unit];
    if (sent !== undefined && this.#client.takeUp(sent.index)) {
      newPart.index = sent.index;
      return [];
    }
    // What had ended cannot go on; only text at the very end can, in a part of its own.
    const isLast = unit === this.#sent.units.length - 1 && part.type !== 'tool-call';
    if (sent !== undefined && !isLast) throw diverged();
    if (part.type !== 'text') this.#whiteSpace = '';
    const { index, events } = this.#client.begin(part);
    newPart.index = index;
    return events;
  }

  #isMatched(unit: number): boolean {
    return (this.#matched[unit] ?? 0) >= (this.#sent.units[unit]?.text.length ?? 0);
  }

  #covers(): boolean {
    const { units } = this.#sent;
    this.#isCovered ||= this.#units >= units.length && units.every((_, unit) => this.#isMatched(unit));
    return this.#isCovered;
  }
}

function isSamePart(sent: UnitPart, part: UnitPart): boolean {
  if (sent.type === 'tool-call' && part.type === 'tool-call') {
    // The id is the provider's own; the one told stays.
    return sent.name === part.name && sent.kind === part.kind;
  }
  if (sent.type === 'opaque' && part.type === 'opaque') {
    return JSON.stringify(sent.opaque) === JSON.stringify(part.opaque);
  }
  return sent.type === part.type;
}
