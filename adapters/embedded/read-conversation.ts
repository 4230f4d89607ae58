import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import type { Message } from '../../core/conversation/message.ts';
import type { FilePart, TextPart, ToolResultPart } from '../../core/conversation/part.ts';
import { describeFile, readTextFile } from './read-file-part.ts';
import { type SeparatedMessage, separateQuestion } from './separate-question.ts';
import { splitSentences } from './split-sentences.ts';
import { toFirstPerson } from './to-first-person.ts';
import { type LastMessage, type Source, type ToolResult, type Transcript, userSource } from './transcript.ts';

/** How much text of a conversation is read, counted from its end: it bounds the work an answer takes. */
const maxCharactersRead = 200_000;
/** Of a longer text its beginning is read too, for that is where the request often stands. */
const beginningKept = 2_000;
/** The bound in words, for those it concerns. */
export const whatIsRead = 'only the last 200,000 characters';
/** A text at least this long, or a file, is a document; shorter ones are remarks. */
const documentLength = 300;
/** Longer texts are not searched for statements about the user. */
const maxStatementsLength = 8_000;

/** Reads what the embedded model needs of a conversation, from its end back to `maxCharactersRead`. */
export function readConversation({ messages }: ConversationRequest): Transcript {
  const reader = new ConversationReader(messages);
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index];
    if (message && !reader.readBackwards(message, index)) break;
  }
  return reader.transcript();
}

/** Collects a conversation backwards; the lists are in reverse until the transcript is made. */
class ConversationReader {
  readonly #toolNames = new Map<string, string>();
  readonly #lastSpoken: number;
  readonly #lastUser: number;
  readonly #sources: Source[] = [];
  readonly #statements: (readonly string[])[] = [];
  readonly #toolResults: ToolResult[] = [];
  #last: LastMessage = { sentences: [], asked: [], heard: [], statements: [], unreadable: [] };
  #left = maxCharactersRead;
  #isShortened = false;

  constructor(messages: readonly Message[]) {
    for (const { parts } of messages) {
      for (const part of parts) if (part.type === 'tool-call') this.#toolNames.set(part.id, part.name);
    }
    this.#lastUser = messages.findLastIndex(({ role }) => role === 'user');
    this.#lastSpoken = messages.findLastIndex(({ role }) => role === 'user' || role === 'assistant');
  }

  /** @returns whether more is to be read. */
  readBackwards({ role, parts }: Message, index: number): boolean {
    if (this.#left === 0) {
      this.#isShortened = true;
      return false;
    }
    if (role === 'assistant') return true;
    for (const part of [...parts].reverse()) {
      if (part.type === 'tool-result') this.#readToolResult(part, index > this.#lastSpoken);
      else if (part.type === 'file') this.#readFile(part);
    }
    const isLastUser = index === this.#lastUser;
    if (isLastUser) this.#last = { ...this.#last, unreadable: parts.flatMap(unreadableParts) };
    const text = this.#take(textOf(parts.filter((part) => part.type === 'text')));
    if (text !== '') this.#readText(text, role === 'user' ? userSource : 'the system message', isLastUser);
    return true;
  }

  transcript(): Transcript {
    return {
      last: this.#last,
      statements: this.#statements.reverse().flat(),
      sources: this.#sources.reverse(),
      toolResults: this.#toolResults.reverse(),
      isShortened: this.#isShortened,
    };
  }

  #readText(text: string, from: string, isLastUser: boolean): void {
    const isUser = from === userSource;
    const { sentences, asked, heard, supplied, isAboutText } = isUser ? separateQuestion(text) : allSupplied(text);
    const length = supplied.reduce((sum, sentence) => sum + sentence.length, 0);
    this.#addSource({ from, sentences: supplied, isDocument: isAboutText || length >= documentLength });
    const isReadForStatements = !isAboutText && text.length <= maxStatementsLength;
    const statements = isReadForStatements ? (isUser ? sentences : sentences.map(toFirstPerson)) : [];
    this.#statements.push(statements);
    if (isLastUser) this.#last = { ...this.#last, sentences, asked, heard, statements };
  }

  #readToolResult(part: ToolResultPart, isLast: boolean): void {
    const name = this.#toolNames.get(part.toolCallId) ?? part.toolCallId;
    const text = this.#take(textOf(part.content));
    if (isLast) this.#toolResults.push({ name, text, isError: part.isError ?? false });
    this.#addSource({ from: `the tool ${name}`, sentences: splitSentences(text), isDocument: true });
  }

  #readFile(part: FilePart): void {
    const text = readTextFile(part);
    if (text === null) return;
    this.#addSource({ from: describeFile(part), sentences: splitSentences(this.#take(text)), isDocument: true });
  }

  #addSource(source: Source): void {
    if (source.sentences.length > 0) this.#sources.push(source);
  }

  #take(text: string): string {
    if (text.length <= this.#left) {
      this.#left -= text.length;
      return text;
    }
    this.#isShortened = true;
    const beginning = Math.min(beginningKept, this.#left);
    const ending = this.#left - beginning;
    this.#left = 0;
    return `${text.slice(0, beginning)}\n\n${ending === 0 ? '' : text.slice(-ending)}`;
  }
}

/** A system message asks nothing of its own. */
function allSupplied(text: string): SeparatedMessage {
  const sentences = splitSentences(text);
  return { sentences, asked: [], supplied: sentences, heard: [], isAboutText: false };
}

function textOf(parts: readonly (TextPart | FilePart)[]): string {
  return parts.map((part) => (part.type === 'text' ? part.text : (readTextFile(part) ?? ''))).join('\n\n');
}

function unreadableParts(part: Message['parts'][number]): string[] {
  if (part.type === 'opaque') return ['a part in a form I do not know'];
  return part.type === 'file' && readTextFile(part) === null ? [describeFile(part)] : [];
}
