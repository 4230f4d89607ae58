import { readFileSync, writeFileSync } from 'node:fs';
import { BenchRefusal } from './bench-refusal.ts';

const begin = '<!-- cato bench providers: begin; written by the command, do not edit -->';
const end = '<!-- cato bench providers: end -->';

/** Where a document keeps the table: between two markers. */
export class TablePlace {
  readonly #file: string;

  /** @throws BenchRefusal when the file cannot be read, or has no such place. */
  constructor(file: string) {
    this.#file = file;
    this.#split();
  }

  /** Puts a text in the place of the one before; the rest of the document stays as it is. */
  write(text: string): void {
    const [before, after] = this.#split();
    writeFileSync(this.#file, `${before}${begin}\n\n${text.trim()}\n\n${end}${after}`);
  }

  #split(): readonly [before: string, after: string] {
    const document = read(this.#file);
    const [from, to] = [document.indexOf(begin), document.indexOf(end)];
    if (from === -1 || to < from)
      throw new BenchRefusal(
        `${this.#file} has no place for the table. Put these two lines into it:\n${begin}\n${end}`,
      );
    return [document.slice(0, from), document.slice(to + end.length)];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new BenchRefusal(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
