import type { ConversationEvent, StreamedPart } from '../../core/conversation/conversation-event.ts';
import { isJson } from '../../core/conversation/is-json.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { brokenAnswer } from './broken-answer.ts';
import { opaqueBlock } from './opaque-block.ts';

/** Most characters kept of a block's input; a call's longer input goes unchecked. */
const maxKeptInput = 1024 * 1024;

/** One content block of a streamed answer on its way to a part. */
export class StreamedBlock {
  readonly #index: number;
  readonly #block: JsonObject;
  readonly #part: StreamedPart | null;
  readonly #tellsEarly: boolean;
  #signature = '';
  #hasInput = false;
  #keptInput = '';

  /**
   * @param index position of the part in the answer.
   * @param tellsEarly a block no part type fits is told as it opens, its input as deltas, and not whole at its end.
   */
  constructor(index: number, block: JsonObject, tellsEarly: boolean) {
    this.#tellsEarly = tellsEarly;
    this.#index = index;
    this.#block = block;
    this.#part = partOf(block);
  }

  begin(): ConversationEvent[] {
    // A block no part type fits is handed on whole, when its input is complete.
    if (this.#part === null) return this.#tellsEarly ? [this.#opaque(this.#block)] : [];
    const begins: ConversationEvent = { type: 'part-begins', index: this.#index, part: this.#part };
    const { text, thinking, signature } = this.#block;
    if (typeof signature === 'string') this.#signature = signature;
    return [begins, ...this.#text(this.#part.type === 'reasoning' ? thinking : text)];
  }

  delta(delta: JsonObject): ConversationEvent[] {
    switch (delta.type) {
      case 'text_delta':
        return this.#text(delta.text);
      case 'thinking_delta':
        return this.#text(delta.thinking);
      case 'signature_delta':
        if (typeof delta.signature === 'string') this.#signature += delta.signature;
        return [];
      case 'input_json_delta':
        return this.#input(delta.partial_json);
      default:
        return [];
    }
  }

  end(): ConversationEvent[] {
    if (this.#part === null && !this.#tellsEarly) return this.#whole();
    // A call without arguments streams none; clients parse what they get as JSON.
    const missing = this.#part?.type === 'tool-call' && !this.#hasInput ? JSON.stringify(this.#block.input ?? {}) : '';
    const signature = this.#signature === '' ? {} : { signature: this.#signature };
    return [...this.#text(missing), { type: 'part-ends', index: this.#index, ...signature }];
  }

  /** Whether this is a call whose input has not come whole. */
  get hasCutInput(): boolean {
    const isChecked = this.#part?.type === 'tool-call' && this.#hasInput && this.#keptInput.length <= maxKeptInput;
    return isChecked && !isJson(this.#keptInput);
  }

  #text(text: unknown): ConversationEvent[] {
    if (typeof text !== 'string' || text === '') return [];
    return [{ type: 'part-delta', index: this.#index, text }];
  }

  #input(json: unknown): ConversationEvent[] {
    if (typeof json !== 'string' || json === '') return [];
    this.#hasInput = true;
    if (this.#keptInput.length <= maxKeptInput) this.#keptInput += json;
    if (this.#part !== null || this.#tellsEarly) return this.#text(json);
    if (this.#keptInput.length > maxKeptInput) throw brokenAnswer('holds a block that is too large');
    return [];
  }

  #whole(): ConversationEvent[] {
    const data = this.#hasInput ? { ...this.#block, input: parseInput(this.#keptInput) } : this.#block;
    return [this.#opaque(data), { type: 'part-ends', index: this.#index }];
  }

  #opaque(data: JsonObject): ConversationEvent {
    return { type: 'part-begins', index: this.#index, part: opaqueBlock(data) };
  }
}

function partOf(block: JsonObject): StreamedPart | null {
  const { type, id, name, data } = block;
  switch (type) {
    case 'text':
      return { type: 'text' };
    case 'thinking':
      return { type: 'reasoning' };
    case 'redacted_thinking':
      return { type: 'reasoning', ...(typeof data === 'string' && { redacted: data }) };
    case 'tool_use':
      if (typeof id !== 'string' || typeof name !== 'string')
        throw brokenAnswer('holds a tool call without id or name');
      return { type: 'tool-call', id, name, kind: 'function' };
    default:
      return null;
  }
}

function parseInput(json: string): unknown {
  try {
    const input: unknown = JSON.parse(json);
    if (isJsonObject(input)) return input;
  } catch {}
  throw brokenAnswer('holds a block whose input is not a JSON object');
}
