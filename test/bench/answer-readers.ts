import { answerText, eventsAroundContent, streamText } from './mock-answers.ts';
import type { AnswerReader } from './raw-http-connection.ts';

const contentNeedle = Buffer.from(`"content":${JSON.stringify(answerText)}`);
const endOfEvent = Buffer.from('\n\n');
const endMarker = Buffer.from('data: [DONE]\n\n');
const newline = 10;

/** What the load is told of an answer: that it was right, or what was wrong with it. */
export interface Outcome {
  right(): void;
  wrong(error: Error): void;
}

abstract class BodyReader implements AnswerReader {
  protected readonly outcome: Outcome;
  #status = 0;
  #refusal = '';

  constructor(outcome: Outcome) {
    this.outcome = outcome;
  }

  head(status: number): void {
    this.#status = status;
  }

  body(bytes: Buffer): void {
    if (this.#status === 200) this.take(bytes);
    else this.#refusal += bytes.toString();
  }

  end(): void {
    if (this.#status !== 200) this.outcome.wrong(new Error(`status ${this.#status}: ${this.#refusal.slice(0, 500)}`));
    else this.judge();
  }

  failed(error: Error): void {
    this.outcome.wrong(error);
  }

  protected abstract take(bytes: Buffer): void;
  protected abstract judge(): void;
}

/** Right when the status is 200 and the body holds the whole text. */
export class WholeAnswerReader extends BodyReader {
  #pieces: Buffer[] = [];

  protected override take(bytes: Buffer): void {
    this.#pieces.push(Buffer.from(bytes));
  }

  protected override judge(): void {
    const [first] = this.#pieces;
    const body = this.#pieces.length === 1 && first !== undefined ? first : Buffer.concat(this.#pieces);
    if (body.includes(contentNeedle)) this.outcome.right();
    else this.outcome.wrong(new Error(`an answer without its text: ${body.toString().slice(0, 500)}`));
  }
}

export interface StreamExpectation {
  readonly chunkCount: number;
  /** Keep the bytes and compare the text word for word: dear, so for samples only. */
  readonly isRead: boolean;
  /** Called with the number of events that one read completed. */
  onEvents(count: number): void;
}

/** Right when the status is 200, no event is missing or added, and the last one is the end marker. */
export class StreamReader extends BodyReader {
  readonly #expected: StreamExpectation;
  readonly #kept: Buffer[] = [];
  #events = 0;
  #lastByte = 0;
  #ending: Buffer = Buffer.alloc(0);

  constructor(expected: StreamExpectation, outcome: Outcome) {
    super(outcome);
    this.#expected = expected;
  }

  protected override take(bytes: Buffer): void {
    const events = this.#countEvents(bytes);
    this.#events += events;
    if (this.#expected.isRead) this.#kept.push(Buffer.from(bytes));
    if (this.#events >= this.#expected.chunkCount + 1) {
      const tail = Buffer.concat([this.#ending, bytes]);
      this.#ending = Buffer.from(tail.subarray(-endMarker.length));
    }
    if (events > 0) this.#expected.onEvents(events);
  }

  protected override judge(): void {
    const { chunkCount, isRead } = this.#expected;
    const wanted = chunkCount + eventsAroundContent;
    if (!this.#ending.equals(endMarker)) this.outcome.wrong(new Error('a stream without [DONE]'));
    else if (this.#events !== wanted) this.outcome.wrong(new Error(`${this.#events} events instead of ${wanted}`));
    else if (isRead && toText(Buffer.concat(this.#kept)) !== streamText(chunkCount)) {
      this.outcome.wrong(new Error('the streamed text is not the text that was sent'));
    } else this.outcome.right();
  }

  #countEvents(bytes: Buffer): number {
    let count = this.#lastByte === newline && bytes[0] === newline ? 1 : 0;
    for (let at = bytes.indexOf(endOfEvent); at !== -1; at = bytes.indexOf(endOfEvent, at + 2)) count += 1;
    this.#lastByte = bytes.at(-1) ?? this.#lastByte;
    return count;
  }
}

interface Chunk {
  readonly choices: readonly { readonly delta: { readonly content?: string } }[];
}

function toText(stream: Buffer): string {
  return stream
    .toString()
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice('data: '.length)) as Chunk)
    .map((chunk) => chunk.choices[0]?.delta.content ?? '')
    .join('');
}
