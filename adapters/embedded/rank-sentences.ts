import { contentWords } from './content-words.ts';
import type { Source } from './transcript.ts';

export interface RankedSentence {
  readonly sentence: string;
  readonly source: Source;
  /** Position among all sentences of all sources. */
  readonly position: number;
  readonly score: number;
  /** The share of the question's words it has. */
  readonly coverage: number;
}

/** BM25's usual constants: how soon repetition stops counting, and how much length counts against a sentence. */
const saturation = 1.2;
const lengthWeight = 0.5;
const maxQuestionWords = 60;

/**
 * Sentences that share words with the question, best first: rare words count more, long sentences less (BM25).
 * Of equals in the same source the earlier one comes first, of equals in different sources the later one.
 */
export function rankSentences(question: string, sources: readonly Source[]): readonly RankedSentence[] {
  const wanted = new Set(contentWords(question).slice(0, maxQuestionWords));
  if (wanted.size === 0) return [];
  const candidates: { sentence: string; source: Source; words: readonly string[]; sourceIndex: number }[] = [];
  const sentencesWith = new Map<string, number>();
  let totalWords = 0;
  for (const [sourceIndex, source] of sources.entries()) {
    for (const sentence of source.sentences) {
      const words = contentWords(sentence);
      totalWords += words.length;
      for (const word of new Set(words)) sentencesWith.set(word, (sentencesWith.get(word) ?? 0) + 1);
      candidates.push({ sentence, source, words, sourceIndex });
    }
  }
  const averageLength = totalWords / Math.max(1, candidates.length) || 1;
  const rarity = (word: string) => {
    const count = sentencesWith.get(word) ?? 0;
    return Math.log(1 + (candidates.length - count + 0.5) / (count + 0.5));
  };
  return candidates
    .map(({ sentence, source, words, sourceIndex }, position) => {
      const norm = saturation * (1 - lengthWeight + (lengthWeight * words.length) / averageLength);
      let score = 0;
      let matched = 0;
      for (const word of wanted) {
        const count = words.reduce((sum, other) => (other === word ? sum + 1 : sum), 0);
        if (count > 0) matched++;
        score += (rarity(word) * count * (saturation + 1)) / (count + norm);
      }
      return { sentence, source, position, score, coverage: matched / wanted.size, matched, sourceIndex };
    })
    .filter(({ matched }) => matched > 0)
    .sort((a, b) => b.score - a.score || b.sourceIndex - a.sourceIndex || a.position - b.position);
}
