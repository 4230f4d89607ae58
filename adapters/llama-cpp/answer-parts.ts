import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import type { Part } from '../../core/conversation/part.ts';
import type { LlamaChunk } from './llama-cpp-library.ts';

/** Turns what the library writes into the parts of an answer; stateful, one per answer. */
export class AnswerParts {
  readonly #parts: { readonly type: 'text' | 'reasoning'; text: string }[] = [];

  /** The events that a chunk gives rise to. */
  add({ type, text }: LlamaChunk): readonly ConversationEvent[] {
    if (text === '') return [];
    const kind = type === 'segment' ? 'reasoning' : 'text';
    const current = this.#parts.at(-1);
    if (current?.type === kind) {
      current.text += text;
      return [{ type: 'part-delta', index: this.#parts.length - 1, text }];
    }
    const ended = this.end();
    this.#parts.push({ type: kind, text });
    const index = this.#parts.length - 1;
    return [...ended, { type: 'part-begins', index, part: { type: kind } }, { type: 'part-delta', index, text }];
  }

  /** What ends the part that is being written, if one is. */
  end(): readonly ConversationEvent[] {
    return this.#parts.length === 0 ? [] : [{ type: 'part-ends', index: this.#parts.length - 1 }];
  }

  get parts(): readonly Part[] {
    return this.#parts.map((part) => ({ ...part }));
  }
}
