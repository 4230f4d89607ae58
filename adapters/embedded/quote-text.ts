import { contentWords } from './content-words.ts';
import { plainQuestion } from './plain-question.ts';
import { type RankedSentence, rankSentences } from './rank-sentences.ts';
import type { Source } from './transcript.ts';

const maxQuotes = 3;
/** Further sentences are quoted only while they fit the question about as well as the best one. */
const leastShareOfBest = 0.6;
/** The share of the question's words a document must have, and a remark exceed; a document may have less if it has several words. */
const leastCoverage = 0.5;
const leastSeveralCoverage = 0.3;
/** Requests to make something are not answered by what was said before. */
const makesSomething =
  /^(?:write|compose|generate|create|draw|translate|rewrite|rephrase|paraphrase|proofread|code|implement|refactor|imagine|pretend|(?:(?:give|make)(?: me)? )?an? (?:[a-z]+ )?(?:joke|poem|story|essay|song|list|plan))\b/;

/** Quotes the sentences of supplied text and earlier messages closest to the question; `null` when none is close. */
export function quoteRelevantSentences(question: string, sources: readonly Source[]): string | null {
  if (makesSomething.test(plainQuestion(question))) return null;
  const questionLength = new Set(contentWords(question)).size;
  const fitting = rankSentences(question, sources).filter((ranked) => isCloseEnough(ranked, questionLength));
  const best = fitting[0];
  if (!best) return null;
  const chosen = withoutRepetitions(fitting)
    .filter(
      ({ score, coverage }) => score >= best.score * leastShareOfBest && coverage >= best.coverage * leastShareOfBest,
    )
    .slice(0, maxQuotes);
  return writeQuotes('I am an offline model and can only quote what comes closest to your question:', chosen);
}

/** Quotes and their sources, in the order they stand in the conversation. */
export function writeQuotes(
  heading: string,
  quotes: readonly Pick<RankedSentence, 'sentence' | 'source' | 'position'>[],
): string {
  const lines = [...quotes]
    .sort((a, b) => a.position - b.position)
    .map(({ sentence, source }) => `- “${sentence.replace(/\s+/g, ' ')}” (from ${source.from})`);
  return `${heading}\n${lines.join('\n')}`;
}

/** The same sentences quoted once. */
export function withoutRepetitions<Ranked extends { readonly sentence: string }>(
  ranked: readonly Ranked[],
): readonly Ranked[] {
  const seen = new Set<string>();
  return ranked.filter(({ sentence }) => {
    if (seen.has(sentence)) return false;
    seen.add(sentence);
    return true;
  });
}

function isCloseEnough({ source, coverage }: RankedSentence, questionLength: number): boolean {
  if (source.isDocument ? coverage >= leastCoverage : coverage > leastCoverage) return true;
  return source.isDocument && coverage >= leastSeveralCoverage && coverage * questionLength >= 2;
}
