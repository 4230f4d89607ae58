import type { ConversationEvent } from '../../conversation/conversation-event.ts';
import { GatewayError } from '../../errors/gateway-error.ts';
import { Alignment } from './alignment.ts';
import { diverged } from './diverged.ts';
import { readSent, type SentAnswer } from './sent-answer.ts';
import { startsAgain } from './starts-again.ts';

/** More events than any held text needs: a stream of empty ones is not kept. */
const maxHeldEvents = 64;

/**
 * One attempt to go on with an answer that broke off, so that the client has one message in the end.
 *
 * `restart`: the new answer begins anew. What was sent must come again exactly, and is dropped; what is beyond it
 * is passed on. `continue`: the new answer was asked for by `continueConversation`. All of it is passed on,
 * unless it begins anew (or repeats what it was given), which `startsAgain` tells: to the letter, and it is then
 * aligned likewise; in other letters or words, or with what the client had begun itself, and it is a difference.
 *
 * Text counts as it is read: how it was cut into deltas and text parts makes no difference. A tool call's name and
 * input must be equal to the letter; its id stays the one that was told. Reasoning is no part of the comparison: new
 * reasoning is dropped until all that was sent has come again, and, where a reader would then have it twice or within
 * a text, until the answer itself goes on. A part of text that stays empty is not told. Usage is the new attempt's alone.
 */
export class Resumption {
  readonly #sent: SentAnswer;
  /** The text that is to be continued. */
  readonly #text: string;
  /** What the client had begun of the assistant's message; the model was given it before the text. */
  readonly #begunByClient: string;
  /** `null` while a continuation may still turn out to begin anew. */
  #alignment: Alignment | null = null;
  #isRestart: boolean | null = null;
  #begun = '';
  readonly #held: ConversationEvent[] = [];
  readonly #heldParts = new Set<number>();
  #hasFinished = false;

  /**
   * @param sent all events the client has, those of earlier resumptions included.
   * @param begunByClient the text of the assistant's message that the client's request ended with, if any.
   * @throws RangeError when there is nothing to resume: the answer had finished, or `continue` is asked for
   * and more than text and reasoning was sent.
   */
  constructor(sent: readonly ConversationEvent[], how: 'continue' | 'restart', begunByClient = '') {
    this.#begunByClient = begunByClient;
    this.#sent = readSent(sent);
    const { units, hasFinished } = this.#sent;
    if (hasFinished) throw new RangeError('A finished answer cannot be resumed.');
    if (how === 'restart') {
      this.#text = '';
      this.#isRestart = true;
      this.#alignment = new Alignment(this.#sent, { bringsSent: true, whiteSpace: '' });
      return;
    }
    if (units.some(({ part }) => part.type !== 'text')) {
      throw new RangeError('Only an answer of nothing but text and reasoning can be continued.');
    }
    this.#text = units[0]?.text ?? '';
  }

  /** Whether the new answer begins anew; `null` while that cannot be told. */
  get isRestart(): boolean | null {
    return this.#isRestart;
  }

  /**
   * @param event the next of the new answer.
   * @returns what the client still needs, with indexes that go on from what was sent; never `started` again.
   * @throws GatewayError `diverged` at the first difference: nothing of that event was passed on, and no more can be.
   */
  push(event: ConversationEvent): readonly ConversationEvent[] {
    if (event.type === 'finished') this.#hasFinished = true;
    if (this.#alignment) return this.#alignment.push(event);
    if (!this.#hold(event)) return [];
    const begins = this.#judge(event);
    if (begins === null) return [];
    const whiteSpace = begins ? '' : this.#text.slice(this.#text.trimEnd().length);
    const alignment = new Alignment(this.#sent, { bringsSent: begins, whiteSpace });
    this.#alignment = alignment;
    this.#isRestart = begins;
    return this.#held.splice(0).flatMap((held) => alignment.push(held));
  }

  /** Called when the new answer's events are over. @throws GatewayError `broken-answer` when `finished` was not among them. */
  end(): void {
    if (!this.#hasFinished) throw new GatewayError('broken-answer', 'The answer broke off again.');
  }

  /** Keeps the event, unless it is of reasoning, which is dropped here in either case. */
  #hold(event: ConversationEvent): boolean {
    if (event.type === 'part-begins' && event.part.type !== 'reasoning') this.#heldParts.add(event.index);
    const isPart = event.type === 'part-begins' || event.type === 'part-delta' || event.type === 'part-ends';
    if (isPart && !this.#heldParts.has(event.index)) return false;
    if (event.type === 'part-delta') this.#begun += event.text;
    this.#held.push(event);
    return true;
  }

  /** Whether the new answer begins anew, to the letter; `null` = wait for more of it. */
  #judge(event: ConversationEvent): boolean | null {
    const isOther = event.type === 'part-begins' && event.part.type !== 'text';
    const isOver = isOther || event.type === 'finished' || this.#held.length > maxHeldEvents;
    const begun = { text: this.#begun, isOver };
    const beginning = startsAgain(this.#text, begun);
    const wholly = this.#begunByClient === '' ? 'goes-on' : startsAgain(this.#begunByClient + this.#text, begun);
    if (beginning === 'otherwise' || wholly === 'otherwise' || wholly === 'anew') throw diverged();
    return beginning === null || wholly === null ? null : beginning === 'anew';
  }
}
