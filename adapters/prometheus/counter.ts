/** A series beyond this many goes to the label values `other`: a client can name any model, memory stays bounded. */
const maxSeries = 2000;

/** A counter with labels, in Prometheus' text format. */
export class Counter {
  readonly #name: string;
  readonly #help: string;
  readonly #labels: readonly string[];
  readonly #series = new Map<string, number>();

  constructor({ name, help }: { readonly name: string; readonly help: string }, labels: readonly string[]) {
    this.#name = name;
    this.#help = help;
    this.#labels = labels;
  }

  add(values: readonly string[], amount = 1): void {
    const key = values.join('\u0000');
    const current = this.#series.get(key);
    if (current !== undefined || this.#series.size < maxSeries) this.#series.set(key, (current ?? 0) + amount);
    else this.add(this.#labels.map(() => 'other').slice(0, values.length), amount);
  }

  expose(): string {
    const lines = [`# HELP ${this.#name} ${this.#help}`, `# TYPE ${this.#name} counter`];
    for (const [key, value] of this.#series)
      lines.push(`${this.#name}${labelText(this.#labels, key.split('\u0000'))} ${value}`);
    return `${lines.join('\n')}\n`;
  }
}

function labelText(names: readonly string[], values: readonly string[]): string {
  if (names.length === 0) return '';
  const pairs = names.map((name, index) => `${name}="${escapeLabel(values[index] ?? '')}"`);
  return `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
