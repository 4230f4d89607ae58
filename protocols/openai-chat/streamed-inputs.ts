import { isJson } from '../../core/conversation/is-json.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { goesOn } from './goes-on.ts';
import { ObjectExtent } from './object-extent.ts';

/** Longer inputs are not kept to be looked at: they pass as they are. */
const maxCharacters = 1024 * 1024;
/** What a call of its own counts for, so that there are not too many of them either. */
const charactersPerCall = 256;

interface Input {
  readonly id: unknown;
  readonly name: unknown;
  readonly extent: ObjectExtent;
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

  /** Whether every input so far is whole JSON, or empty. It reads them all: ask once. */
  areWhole(): boolean {
    return this.#isWhole && [...this.#running.values()].every(isWhole);
  }

  #add(number: unknown, id: unknown, { name, arguments: written }: JsonObject): void {
    const text = typeof written === 'string' ? written : '';
    const index = typeof number === 'number' ? number : null;
    let input = this.#running.get(index);
    const isNew = !input || !goesOn(input, { id, name, text });
    this.#characters += text.length + (isNew ? charactersPerCall : 0);
    if (this.#characters > maxCharacters) {
      this.#running.clear();
      return;
    }
    if (!input || isNew) {
      if (input && !isWhole(input)) this.#isWhole = false;
      input = { id, name, extent: new ObjectExtent(), text: '' };
      this.#running.set(index, input);
    }
    input.text += text;
    input.extent.read(text);
  }
}

function isWhole({ text }: Input): boolean {
  return text === '' || isJson(text);
}
