import type { Outcome } from '../answer-readers.ts';
import type { SurfaceProtocol } from '../load-order.ts';
import { answerText, streamText } from '../mock-answers.ts';
import type { AnswerReader } from '../raw-http-connection.ts';

/** What only an answer of the format has. */
const wholeMarks: Readonly<Record<SurfaceProtocol, string>> = {
  chat: '"object":"chat.completion"',
  messages: '"stop_reason":"end_turn"',
  responses: '"status":"completed"',
};
/** What its streams end with. */
const endMarks: Readonly<Record<SurfaceProtocol, string>> = {
  chat: 'data: [DONE]\n\n',
  messages: 'event: message_stop\n',
  responses: 'event: response.completed\n',
};
const words = / word\d{3}/g;

export interface ExpectedAnswer {
  readonly protocol: SurfaceProtocol;
  /** Words of the stream; 0 = a whole answer. */
  readonly chunkCount: number;
  /** Called when a word of the stream has arrived. */
  onWord(): void;
}

/** Right when the status is 200, the answer is in the format, and says every word in its order. */
export class SurfaceReader implements AnswerReader {
  readonly #expected: ExpectedAnswer;
  readonly #outcome: Outcome;
  #status = 0;
  #text = '';
  #readTo = 0;
  #said = '';
  #wordCount = 0;

  constructor(expected: ExpectedAnswer, outcome: Outcome) {
    this.#expected = expected;
    this.#outcome = outcome;
  }

  head(status: number): void {
    this.#status = status;
  }

  body(bytes: Buffer): void {
    this.#text += bytes.toString('latin1');
    if (this.#status === 200) this.#hear();
  }

  end(): void {
    const { protocol, chunkCount } = this.#expected;
    const isWhole = chunkCount === 0;
    if (this.#status !== 200) this.#wrong(`status ${this.#status}`);
    else if (!this.#text.includes(isWhole ? wholeMarks[protocol] : endMarks[protocol])) {
      this.#wrong(`an answer that does not end as ${protocol} does`);
    } else if (isWhole ? !this.#text.includes(answerText) : this.#said !== streamText(chunkCount)) {
      this.#wrong('an answer without its text');
    } else this.#outcome.right();
  }

  failed(error: Error): void {
    this.#outcome.wrong(error);
  }

  /** Words may be said again at the end of a stream: only the first time counts. */
  #hear(): void {
    words.lastIndex = this.#readTo;
    while (this.#wordCount < this.#expected.chunkCount) {
      const found = words.exec(this.#text);
      if (found === null) return;
      this.#readTo = words.lastIndex;
      this.#said += found[0];
      this.#wordCount += 1;
      const at = words.lastIndex;
      this.#expected.onWord();
      words.lastIndex = at;
    }
  }

  #wrong(what: string): void {
    this.#outcome.wrong(new Error(`${what}: ${this.#text.slice(0, 500)}`));
  }
}
