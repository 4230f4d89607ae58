/** A series beyond this many goes to the label values `other`, so that memory stays bounded whatever is counted. */
const maxSeries = 2000;

/** A counter with labels, in Prometheus' text format. */
export class Counter {
  readonly #name: string;
  readonly #help: string;
  readonly #labels: readonly string[];
  readonly #series = new Map<string, { readonly labels: readonly string[]; value: number }>();

  constructor({ name, help }: { readonly name: string; readonly help: string }, labels: readonly string[]) {
    this.#name = name;
    this.#help = help;
    this.#labels = labels;
  }

  add(values: readonly string[], amount = 1): void {
    const key = values.join('\u0000');
    const series = this.#series.get(key) ?? this.#begin(key, values);
    series.value += amount;
  }

  #begin(key: string, values: readonly string[]): { value: number } {
    const isFull = this.#series.size >= maxSeries;
    const labels = isFull ? this.#labels.map(() => 'other') : [...values];
    const seriesKey = isFull ? labels.join('\u0000') : key;
    const series = this.#series.get(seriesKey) ?? { labels, value: 0 };
    this.#series.set(seriesKey, series);
    return series;
  }

  expose(): string {
    const lines = [`# HELP ${this.#name} ${this.#help}`, `# TYPE ${this.#name} counter`];
    for (const { labels, value } of this.#series.values()) {
      lines.push(`${this.#name}${labelText(this.#labels, labels)} ${value}`);
    }
    return `${lines.join('\n')}\n`;
  }
}

function labelText(names: readonly string[], values: readonly string[]): string {
  if (names.length === 0) return '';
  const pairs = names.map((name, index) => `${name}="${escapeLabel(values[index] ?? '')}"`);
  return `{${pairs.join(',')}}`;
}

/** Names come from clients: nothing of them may steer what reads the metrics. */
function escapeLabel(value: string): string {
  const clean = value.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, (found) => (found === '\n' ? found : ' '));
  return clean.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
