import type { Message, Role } from '../../core/conversation/message.ts';
import type { OpaqueData, Part } from '../../core/conversation/part.ts';

export interface DecodedItem {
  readonly role: Role;
  readonly parts: readonly Part[];
  /** Whether it is a message of its own, with its own role, rather than a piece of a turn. */
  readonly isMessage: boolean;
}

interface OpenMessage {
  readonly role: Role;
  readonly parts: Part[];
  hasCall: boolean;
  hasText: boolean;
}

interface Place {
  readonly parts: Part[];
  readonly index: number;
}

/** The messages that the items make so far; the last may still grow. What it must know of them it need not look for. */
export class OpenMessages {
  readonly #messages: OpenMessage[] = [];
  /** Where the last call of each id is. */
  readonly #calls = new Map<string, Place>();

  add({ role, parts, isMessage }: DecodedItem): void {
    const message = this.#messageFor(role, isMessage);
    for (const part of parts) {
      if (part.type === 'tool-call') {
        message.hasCall = true;
        this.#calls.set(part.id, { parts: message.parts, index: message.parts.length });
      } else if (part.type === 'text' || part.type === 'refusal') message.hasText = true;
      message.parts.push(part);
    }
  }

  /** Gives the last call of this id what its provider needs of it; does nothing when there is none. */
  giveToCall(callId: string, opaque: OpaqueData): void {
    const place = this.#calls.get(callId);
    const call = place?.parts[place.index];
    if (place && call?.type === 'tool-call') place.parts[place.index] = { ...call, opaque };
  }

  all(): Message[] {
    return this.#messages.map(({ role, parts }) => ({ role, parts }));
  }

  #messageFor(role: Role, isMessage: boolean): OpenMessage {
    const last = this.#messages.at(-1);
    if (last?.role === role && joins(last, isMessage)) return last;
    const message = { role, parts: [], hasCall: false, hasText: false };
    this.#messages.push(message);
    return message;
  }
}

/** What an answer says between a call and its result must not part them: other formats want the result right after. */
function joins({ role, hasCall, hasText }: OpenMessage, isMessage: boolean): boolean {
  if (role === 'tool') return true;
  if (role !== 'assistant') return false;
  return !isMessage || hasCall || !hasText;
}
