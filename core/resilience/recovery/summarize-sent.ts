import type { ConversationEvent } from '../../conversation/conversation-event.ts';
import { readSent } from './sent-answer.ts';

/** What decides how a broken answer can be recovered. */
export interface SentSummary {
  /** All text of the answer so far, the text parts joined: what a model is given to continue. */
  readonly text: string;
  /** How much a restart must bring again: text, refusal and tool input in UTF-16 units; reasoning does not count. */
  readonly characters: number;
  /** Whether a tool call had begun: such an answer can only be restarted. */
  readonly hasToolInput: boolean;
  /** Whether there was a refusal or an opaque part: such an answer, too, can only be restarted. */
  readonly hasOther: boolean;
}

export function summarizeSent(events: readonly ConversationEvent[]): SentSummary {
  const { units } = readSent(events);
  const types = new Set(units.map(({ part }) => part.type));
  return {
    text: units.flatMap(({ part, text }) => (part.type === 'text' ? [text] : [])).join(''),
    characters: units.reduce((total, { text }) => total + text.length, 0),
    hasToolInput: types.has('tool-call'),
    hasOther: types.has('refusal') || types.has('opaque'),
  };
}
