import type { RequestSurvey } from './request-survey.ts';

/** How much there is to read. */
type TextLengths = Pick<RequestSurvey, 'textCharacters' | 'wideCharacters'>;

/** How text of one family of models turns into tokens. */
interface TokenFamily {
  readonly pattern: RegExp;
  /** Characters of Latin text (prose, code and JSON mixed) a token stands for. */
  readonly charactersPerToken: number;
}

/**
 * Measured over English exam questions, chat queries, Markdown, TypeScript and a JSON Schema (340,000 characters):
 * o200k 4.0 on prose and 4.2 on code, Llama 3 the same, Gemma 3 3.9 and 3.7. Claude: Anthropic's own figure of 3.5
 * up to generation 4, and 30 % more tokens for the same text from generation 5 on, as its migration notes say.
 */
const families: readonly TokenFamily[] = [
  { pattern: /claude-(?:[a-z]+-)?(?:[5-9]|\d\d)(?!\d)/, charactersPerToken: 2.7 },
  { pattern: /claude/, charactersPerToken: 3.5 },
  { pattern: /gpt-|(?:^|[/.])o[134](?:-|$)|chatgpt|llama|qwen|deepseek|mistral|mixtral/, charactersPerToken: 4 },
  { pattern: /gemini|gemma/, charactersPerToken: 3.8 },
];

/** For models nobody has measured: rather too many tokens than too few. */
const unknownCharactersPerToken = 3.5;

/** Chinese 1.4 to 1.6 characters a token, Japanese 1.4 to 2.1, Korean 1.8 to 2.0, over the same tokenizers. */
const tokensPerWideCharacter = 0.67;

/** What every message costs besides its text: its role and delimiters. */
const tokensPerMessage = 4;

/** Input tokens of a request for a model, before what settled usage says of the target. A few per cent to a fifth off. */
export function estimateInputTokens(
  survey: TextLengths & Pick<RequestSurvey, 'fileTokens' | 'messageCount'>,
  model: string,
): number {
  const { textCharacters, fileTokens, messageCount } = survey;
  return estimateTextTokens(survey, textCharacters, model) + fileTokens + messageCount * tokensPerMessage;
}

/** The part of the input that no prompt cache holds yet. */
export function estimateNewTokens(survey: RequestSurvey, model: string): number {
  return estimateTextTokens(survey, survey.newCharacters, model) + tokensPerMessage;
}

function estimateTextTokens(
  { textCharacters, wideCharacters }: TextLengths,
  characters: number,
  model: string,
): number {
  if (textCharacters === 0) return 0;
  const wideShare = Math.min(1, wideCharacters / textCharacters);
  const perCharacter = wideShare * tokensPerWideCharacter + (1 - wideShare) / charactersPerToken(model);
  return characters * perCharacter;
}

/** By model: every target of every request asks. Emptied when full, for clients can name any model. */
const known = new Map<string, number>();
const maxKnown = 1000;

function charactersPerToken(model: string): number {
  const found = known.get(model);
  if (found !== undefined) return found;
  const name = model.toLowerCase();
  const family = families.find(({ pattern }) => pattern.test(name));
  const characters = family?.charactersPerToken ?? unknownCharactersPerToken;
  if (known.size >= maxKnown) known.clear();
  known.set(model, characters);
  return characters;
}
