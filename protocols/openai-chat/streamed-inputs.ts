import { isJson } from '../../core/conversation/is-json.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** Longer inputs are not kept to be looked at: they pass as they are. */
const maxCharacters = 1024 * 1024;

interface Input {
  readonly id: unknown;
  text: string;
}

/** The inputs of one choice's function calls while they stream past. */
export class StreamedInputs {
  /** By the number that deltas give their call. */
  readonly #running = new Map<unknown, Input>();
  #characters = 0;
  #isWhole = true;

  read({ tool_calls, function_call }: JsonObject): void {
    if (isJsonObject(function_call)) this.#add(null, null, function_call);
    if (!Array.isArray(tool_calls)) return;
    for (const call of tool_calls) {
      if (isJsonObject(call) && isJsonObject(call.function)) this.#add(call.index, call.id, call.function);
    }
  }

  /** Whether every input so far is whole JSON, or empty. */
  get areWhole(): boolean {
    return this.#isWhole && [...this.#running.values()].every(isWhole);
  }

  #add(index: unknown, id: unknown, { name, arguments: text }: JsonObject): void {
    let input = this.#running.get(index);
    // Some servers give every call the same number.
    if (!input || (Boolean(name) && Boolean(id) && id !== input.id)) {
      if (input && !isWhole(input)) this.#isWhole = false;
      input = { id, text: '' };
      this.#running.set(index, input);
    }
    if (typeof text !== 'string' || this.#characters > maxCharacters) return;
    this.#characters += text.length;
    if (this.#characters > maxCharacters) this.#running.clear();
    else input.text += text;
  }
}

function isWhole({ text }: Input): boolean {
  return text === '' || isJson(text);
}
