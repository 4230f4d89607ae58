import { plainQuestion } from './plain-question.ts';
import { splitSentences } from './split-sentences.ts';

/** A message taken apart into what it asks and what it supplies. */
export interface SeparatedMessage {
  /** Sentences that ask or request something. */
  readonly asked: readonly string[];
  /** All other sentences. */
  readonly supplied: readonly string[];
  /** Every sentence, in order. */
  readonly sentences: readonly string[];
  /** What to answer: the sentences that ask; without any, all of a short message, for `2 + 2` asks nothing. */
  readonly heard: readonly string[];
  /** Text is supplied to be worked on (`Context: …`, `Translate: …`), so nothing in it is the user's own statement. */
  readonly isAboutText: boolean;
}

/** In longer messages questions are looked for at the ends only: what stands between is text. */
const maxShortMessageSentences = 12;
const sentencesAtAnEnd = 2;
const maxLabelLength = 160;
/** Without a question mark, words like `when` begin a question only in messages this short. */
const maxBareQuestionSentences = 3;
const maxBareQuestionLength = 120;

const questionLabel = /^(?:question|q|query|user question|task|instructions?)\s*:\s*/i;
const request =
  /^(?:summari[sz]e|sum up|tl;?dr|tell|show|give|list|explain|describe|find|quote|search|look up|translate|rewrite|rephrase|paraphrase|correct|proofread|fix|improve|shorten|classify|extract|analy[sz]e|review|compare|continue|write|compose|generate|create|draw|make|calculate|compute|solve|convert|count|answer|read|repeat|say|explain|help|recommend|suggest|define|ignore|disregard|forget|act|pretend|imagine|reply|respond|return|output|print|add|remove|change|update|run|stop)\b/;
const questionWord =
  /^(?:who|what|whats|where|when|why|how|which|whose|is|are|was|were|do|does|did|can|could|will|would|should|has|have|may)\b/;
const textLabel = /^(?:context|text|document|passage|article|source|data)s?\s*:/i;
const worksOnText =
  /^(?:summari[sz]e|sum up|tl;?dr|translate|rewrite|rephrase|paraphrase|correct|proofread|fix|improve|shorten|classify|extract|analy[sz]e|review|continue|convert|(?:give|write|make|create) (?:me )?an? (?:short |brief |concise )?summary|what (?:is|are) the (?:main|key) (?:point|idea)|answer .*(?:text|context|passage|document|article))/;

export function separateQuestion(text: string): SeparatedMessage {
  const sentences = splitSentences(text).flatMap(splitAtColon);
  const isShort = sentences.length <= maxShortMessageSentences;
  const ends = [...sentences.slice(0, sentencesAtAnEnd), ...sentences.slice(-sentencesAtAnEnd)];
  const asked = (isShort ? sentences : ends).filter((sentence) => asksSomething(sentence, sentences.length));
  const isAsked = new Set(asked);
  const questions = asked.map((sentence) => sentence.replace(questionLabel, ''));
  return {
    sentences,
    asked: questions,
    heard: questions.length > 0 || !isShort ? questions : sentences,
    supplied: sentences.filter((sentence) => !isAsked.has(sentence)),
    isAboutText:
      questions.some((sentence) => worksOnText.test(plainQuestion(sentence))) ||
      sentences.some((sentence) => textLabel.test(sentence)),
  };
}

/** `Summarize this: The cat sat …` is a request and a text. */
function splitAtColon(sentence: string): string[] {
  const colon = sentence.indexOf(': ');
  if (colon <= 0 || colon > maxLabelLength || questionLabel.test(sentence)) return [sentence];
  const label = plainQuestion(sentence.slice(0, colon));
  const rest = sentence.slice(colon + 2).trim();
  return worksOnText.test(label) && rest !== '' ? [sentence.slice(0, colon + 1), rest] : [sentence];
}

/** Whether a sentence asks or requests something; in longer messages only a question mark makes a question. */
export function asksSomething(sentence: string, messageSentences: number): boolean {
  if (/[?？]["')\]]*$/.test(sentence) || questionLabel.test(sentence)) return true;
  const plain = plainQuestion(sentence);
  if (request.test(plain)) return true;
  const isShort = messageSentences <= maxBareQuestionSentences && plain.length <= maxBareQuestionLength;
  return isShort && questionWord.test(plain);
}
