import type { Message } from '../../conversation/message.ts';
import type { Part } from '../../conversation/part.ts';

/** What the classifier looks at. */
export interface TierInput {
  /** The texts of the user's turns, oldest first. */
  readonly userTurns: readonly string[];
  /** Instructions of the system and the developer; weighed little. */
  readonly instructions: string;
  /** Of the whole conversation, answers and tool results included. */
  readonly estimatedTokens: number;
}

const charsPerToken = 4;

export function tierInput(messages: readonly Message[], estimatedTokens: number): TierInput {
  const turns = messages.filter(({ role }) => role === 'user').map(textOf);
  const instructions = messages.filter(({ role }) => role === 'system' || role === 'developer').map(textOf);
  return {
    userTurns: turns.filter((text) => text !== ''),
    instructions: instructions.join('\n'),
    estimatedTokens,
  };
}

/** For a single prompt without a conversation around it. */
export function tierInputOfPrompt(prompt: string): TierInput {
  return { userTurns: [prompt], instructions: '', estimatedTokens: Math.ceil(prompt.length / charsPerToken) };
}

function textOf({ parts }: Message): string {
  const texts = parts.filter((part): part is Extract<Part, { type: 'text' }> => part.type === 'text');
  return texts.length === 1 ? (texts[0]?.text ?? '') : texts.map(({ text }) => text).join('\n');
}
