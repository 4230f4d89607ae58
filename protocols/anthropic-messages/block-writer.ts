import type { StreamedPart } from '../../core/conversation/conversation-event.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { AnswerContext } from '../../core/ports/wire-codec.ts';
import { callId } from './answer-id.ts';
import type { Block } from './block.ts';
import { BlockFrame } from './block-frame.ts';
import { ownBlock, plainCall, plainText } from './encode-answer-part.ts';

/** Writes the events of one content block. */
export interface BlockWriter {
  begin(): string;
  delta(text: string): string;
  end(signature: string | undefined): string;
  /** Whether the client was told of the block, so that its index is taken. */
  readonly isTold: boolean;
}

/** @returns `null` for a part this format cannot tell. */
export function createBlockWriter(part: StreamedPart, index: number, context: AnswerContext): BlockWriter | null {
  const frame = new BlockFrame(index);
  switch (part.type) {
    case 'text':
    case 'refusal':
      return new PlainWriter(frame, plainText, textDelta);
    case 'reasoning':
      if (part.redacted !== undefined) {
        return new PlainWriter(frame, { type: 'redacted_thinking', data: part.redacted }, nothing);
      }
      return new ThinkingWriter(frame, context.hidesReasoning ?? false);
    case 'tool-call': {
      const block = { ...plainCall, id: callId(part.id, index, context), name: part.name, input: {} };
      return part.kind === 'custom' ? new CustomCallWriter(frame, block) : new PlainWriter(frame, block, inputDelta);
    }
    case 'opaque': {
      const block = ownBlock(part.opaque);
      return block && new WholeWriter(frame, block);
    }
  }
}

const textDelta = (text: string): Block => ({ type: 'text_delta', text });
const inputDelta = (json: string): Block => ({ type: 'input_json_delta', partial_json: json });
const nothing = (): null => null;

class PlainWriter implements BlockWriter {
  readonly isTold = true;
  readonly #frame: BlockFrame;
  readonly #block: Block;
  readonly #toDelta: (text: string) => Block | null;

  constructor(frame: BlockFrame, block: Block, toDelta: (text: string) => Block | null) {
    this.#frame = frame;
    this.#block = block;
    this.#toDelta = toDelta;
  }

  begin(): string {
    return this.#frame.start(this.#block);
  }

  delta(text: string): string {
    const delta = text === '' ? null : this.#toDelta(text);
    return delta === null ? '' : this.#frame.delta(delta);
  }

  end(): string {
    return this.#frame.stop();
  }
}

/** Hidden thinking is told of only when there is a signature to send back. */
class ThinkingWriter implements BlockWriter {
  readonly #frame: BlockFrame;
  readonly #hides: boolean;
  isTold = false;

  constructor(frame: BlockFrame, hides: boolean) {
    this.#frame = frame;
    this.#hides = hides;
  }

  begin(): string {
    return this.#hides ? '' : this.#start();
  }

  delta(text: string): string {
    return this.#hides || text === '' ? '' : this.#frame.delta({ type: 'thinking_delta', thinking: text });
  }

  end(signature: string | undefined): string {
    if (signature === undefined) return this.isTold ? this.#frame.stop() : '';
    const signed = this.#frame.delta({ type: 'signature_delta', signature });
    return (this.isTold ? '' : this.#start()) + signed + this.#frame.stop();
  }

  #start(): string {
    this.isTold = true;
    return this.#frame.start({ type: 'thinking', thinking: '', signature: '' });
  }
}

/** A call with free text: as in the history, the text is the one member of an object. */
class CustomCallWriter implements BlockWriter {
  readonly isTold = true;
  readonly #frame: BlockFrame;
  readonly #block: Block;

  constructor(frame: BlockFrame, block: Block) {
    this.#frame = frame;
    this.#block = block;
  }

  begin(): string {
    return this.#frame.start(this.#block) + this.#frame.delta(inputDelta('{"input":"'));
  }

  delta(text: string): string {
    return this.#frame.delta(inputDelta(JSON.stringify(text).slice(1, -1)));
  }

  end(): string {
    return this.#frame.delta(inputDelta('"}')) + this.#frame.stop();
  }
}

/** A block of this very format; its input, there at once or in pieces, comes as deltas, as everybody expects of inputs. */
class WholeWriter implements BlockWriter {
  readonly isTold = true;
  readonly #frame: BlockFrame;
  readonly #block: Block;

  constructor(frame: BlockFrame, block: Block) {
    this.#frame = frame;
    this.#block = block;
  }

  begin(): string {
    const { input } = this.#block;
    if (!isJsonObject(input) || Object.keys(input).length === 0) return this.#frame.start(this.#block);
    return this.#frame.start({ ...this.#block, input: {} }) + this.#frame.delta(inputDelta(JSON.stringify(input)));
  }

  delta(text: string): string {
    return text === '' ? '' : this.#frame.delta(inputDelta(text));
  }

  end(): string {
    return this.#frame.stop();
  }
}
