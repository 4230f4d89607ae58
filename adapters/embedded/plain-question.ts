const openings = new RegExp(
  `^(?:${[
    '(?:hi|hello|hey|good (?:morning|afternoon|evening))(?: there)?(?: cato)?(?=[ ,.!-])',
    '(?:ok|okay|so|now|well|and|then|also|btw|by the way|actually|just|great|cool|thanks|thank you|sorry|cato|question|q|quick question)(?=[ ,:.!-])',
    '(?:please|kindly)',
    '(?:can|could|would|will) you(?: please| kindly)?(?: also| just)? (?:tell|show|remind|give) me',
    '(?:can|could|would|will) you(?: please| kindly)?',
    '(?:do|would) you (?:happen to )?(?:still )?(?:know|remember|recall)',
    '(?:tell|show|remind|give) me(?: of)?(?= )',
    "i(?:'d| would)? (?:like|want|need) to know",
    "i (?:forgot|wonder|am wondering|was wondering|don't remember|can't remember)",
    'let me know',
  ].join('|')})[ ,:.!-]*`,
);
const endings = /(?<! from),? (?:please|thanks|thank you|again|exactly|now|then|for me|by the way|cato)$/;
const maxRounds = 6;

/** A question without its politeness, in lower case with plain quotation marks: what is left is what is asked. */
export function plainQuestion(sentence: string): string {
  let question = withPlainQuotes(sentence)
    .toLowerCase()
    .replace(/^[\s¿¡]+/, '')
    .trim();
  for (let round = 0; round < maxRounds; round++) {
    const before = question;
    question = withoutEndMarks(question.replace(openings, '')).replace(endings, '');
    if (question === before) break;
  }
  return question;
}

/** Typographic quotation marks and apostrophes become the plain ones, runs of blanks a single one. */
export function withPlainQuotes(text: string): string {
  return text
    .replace(/[‘’ʼ]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/\s+/g, ' ');
}

/** Without the marks a sentence ends in. */
export function withoutEndMarks(text: string): string {
  let end = text.length;
  while (end > 0 && ' ?!.…,;:'.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
