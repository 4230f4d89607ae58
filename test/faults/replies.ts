import type { Reply } from './reply.ts';

type Text = Reply & { readonly text: string };

/** Longer than what tells a new start from a continuation, with characters of one to four bytes. */
export const tide: Text = {
  text: 'The tide in Brest is high at noon: 4.2 m. 潮は満ちた 🌊, and it turns within the hour. Boats with a deep keel leave before two.',
};

/** The same answer in other words, different from the first word on. */
export const otherWords: Text = {
  text: 'High water at Brest comes around midday, some four metres; leave early with a deep keel.',
};

/** Begins as `tide` does, and then goes another way. */
export const sameBeginning: Text = {
  text: 'The tide in Brest is high at eleven, not noon; whoever says otherwise has last week’s table.',
};

/** A tool call whose input is long enough to break inside. */
export const tideCall: Reply = {
  toolCalls: [{ name: 'get_tide', input: '{"port":"Brest","day":"2026-11-21","unit":"metre"}' }],
};

/** The same tool with another input, equal for its first characters. */
export const otherTideCall: Reply = {
  toolCalls: [{ name: 'get_tide', input: '{"port":"Brest","day":"tomorrow","unit":"foot"}' }],
};
