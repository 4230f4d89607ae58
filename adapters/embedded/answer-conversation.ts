import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import { acknowledgeStatements } from './acknowledge-statements.ts';
import { answerArithmetic } from './arithmetic.ts';
import { collectFacts, type Facts, factsIn } from './collect-facts.ts';
import { contentWords } from './content-words.ts';
import { answerDates } from './dates.ts';
import { quoteRelevantSentences } from './quote-text.ts';
import { quoteToolResults } from './quote-tool-results.ts';
import { readConversation, whatIsRead } from './read-conversation.ts';
import { recallFacts } from './recall-facts.ts';
import { answerSmallTalk, describeSelf } from './self-description.ts';
import { asksSomething } from './separate-question.ts';
import { splitQuestions } from './split-questions.ts';
import { summarizeText } from './summarize-text.ts';
import type { LastMessage, Source, Transcript } from './transcript.ts';

/**
 * The embedded model's answer: of several small answerers the first that knows. It states nothing that the user,
 * the texts of the conversation, arithmetic or the calendar did not give it, and the same conversation and time
 * give the same answer. It reads English, and of a long conversation only the end (`whatIsRead`).
 * @param now milliseconds since the epoch.
 */
export function answerConversation(conversation: ConversationRequest, now: number): string {
  const transcript = readConversation(conversation);
  const facts = collectFacts(transcript.statements);
  const { last, sources } = transcript;
  const exact = quoteToolResults(transcript.toolResults) ?? answerQuestions(last, facts, sources, now);
  const answer =
    exact ??
    summarizeText(transcript) ??
    acknowledgeStatements(last) ??
    answerTalk(last, facts) ??
    quoteOrSayUntold(transcript, facts) ??
    describeSelf(
      `I cannot answer that.${hasDocument(transcript) ? ' The text of this conversation says nothing about it.' : ''}`,
    );
  return [
    answer,
    ...(last.unreadable.length > 0 ? [`I cannot look at ${last.unreadable.join(', ')}: I read text only.`] : []),
    ...(transcript.isShortened && exact === null ? [`Of this conversation I read ${whatIsRead}.`] : []),
  ].join('\n\n');
}

/** Answers what is known of a message, question by question; `null` when nothing is. */
function answerQuestions(
  { heard, asked }: LastMessage,
  facts: Facts,
  sources: readonly Source[],
  now: number,
): string | null {
  const answers: string[] = [];
  const unanswered: string[] = [];
  for (const question of heard.flatMap(splitQuestions)) {
    const answer = factsIn(question).length > 0 ? '' : answerExactly(question, facts, now);
    if (answer === null && asksSomething(question, 1)) unanswered.push(question);
    else if (answer && !answers.includes(answer)) answers.push(answer);
  }
  if (answers.length === 0) return null;
  if (asked.length === 0) return answers.join('\n');
  const rest = unanswered.map(
    (question) =>
      answerSmallTalk(question, facts) ??
      quoteRelevantSentences(question, sources) ??
      `I cannot answer “${question}”: for that I would need a real model.`,
  );
  return [answers.join('\n'), ...rest].join('\n\n');
}

function answerExactly(question: string, facts: Facts, now: number): string | null {
  return recallFacts(question, facts)?.answer ?? answerDates(question, now) ?? answerArithmetic(question);
}

/** The answer to a message that is small talk through and through. */
function answerTalk({ heard }: LastMessage, facts: Facts): string | null {
  let answer: string | null = null;
  for (const sentence of heard) {
    answer = answerSmallTalk(sentence, facts);
    if (answer === null) return null;
  }
  return answer;
}

function quoteOrSayUntold(transcript: Transcript, facts: Facts): string | null {
  const { heard } = transcript.last;
  const untold = heard.flatMap(splitQuestions).flatMap((question) => recallFacts(question, facts)?.subject ?? []);
  const question = heard.join(' ');
  // `What is my name?` has one word to go by, which any text may have; `my order number` is worth a search.
  const isWorthSearching = untold.length === 0 || new Set(contentWords(question)).size > 1;
  const quotes = isWorthSearching ? quoteRelevantSentences(question, withoutSentences(transcript)) : null;
  if (quotes !== null || untold.length === 0) return quotes;
  return `You have not told me ${untold.join(' or ')} in this conversation.`;
}

/** The sources without what is being answered, which would be its own best quote. */
function withoutSentences({ sources, last }: Transcript): readonly Source[] {
  const heard = new Set(last.heard);
  return sources.map((source) => ({
    ...source,
    sentences: source.sentences.filter((sentence) => !heard.has(sentence)),
  }));
}

function hasDocument({ sources, last }: Transcript): boolean {
  return last.asked.length > 0 && sources.some(({ isDocument }) => isDocument);
}
