import { contentWords } from './content-words.ts';
import { plainQuestion } from './plain-question.ts';
import { withoutRepetitions, writeQuotes } from './quote-text.ts';
import { type Source, type Transcript, userSource } from './transcript.ts';

const asksForSummary =
  /^(?:summari[sz]e|sum up|recap|tl;?dr|(?:give|write|make|create|provide)(?: me)?(?: an?| the)? (?:[a-z-]+ ){0,2}(?:summary|overview|recap)|(?:a |the )?(?:short |brief )?summary|what(?: is|'s| are|s)? the (?:summary|main points?|key points?|gist|main ideas?|key takeaways?)|(?:list )?(?:the )?(?:main|key) points)\b/;
const asksForConversation = /\b(?:conversation|chat|discussion|so far)\b/;
const quotes = 3;
/** Shorter sentences are headings and labels more often than statements. */
const leastWords = 4;

/** For a request to summarize: the most central sentences of the last document, quoted; `null` when nothing is to be summarized. */
export function summarizeText({ last, sources }: Transcript): string | null {
  const request = last.asked.map(plainQuestion).find((question) => asksForSummary.test(question));
  if (request === undefined) return null;
  const spoken = sources.filter(({ from }) => from === userSource);
  const document = sources.findLast(({ isDocument }) => isDocument) ?? spoken.at(-1);
  const chosen = asksForConversation.test(request) ? spoken : document ? [document] : [];
  const central = centralSentences(chosen);
  if (central.length === 0)
    return 'There is no text in this conversation that I could summarize. Send it together with the request.';
  return writeQuotes(
    'I am an offline model and cannot summarize in my own words. These are the most central sentences of the text:',
    central,
  );
}

/** Sentences whose words are frequent in the whole text; of equals the earlier ones. */
function centralSentences(sources: readonly Source[]): { sentence: string; source: Source; position: number }[] {
  const sentences = sources.flatMap((source) =>
    source.sentences.map((sentence) => ({ sentence, source, words: [...new Set(contentWords(sentence))] })),
  );
  const frequency = new Map<string, number>();
  for (const { words } of sentences) for (const word of words) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const ranked = sentences
    .map(({ sentence, source, words }, position) => {
      const shared = words.reduce((sum, word) => sum + (frequency.get(word) ?? 0) - 1, 0);
      // The root keeps long sentences from winning by length alone, and short ones by density.
      const score = words.length < leastWords ? 0 : shared / Math.sqrt(words.length);
      return { sentence, source, position, score };
    })
    .sort((a, b) => b.score - a.score || a.position - b.position);
  return withoutRepetitions(ranked).slice(0, quotes);
}
