import type { Latency, ProviderRow } from './provider-row.ts';

const heads = [
  'provider',
  'model',
  'first token p50',
  'p95',
  'whole answer p50',
  'p95',
  '$/1M in',
  '$/1M out',
  'quality',
  'failures',
  'note',
] as const;

/** The rows as a Markdown table whose columns line up. */
export function providerTable(rows: readonly ProviderRow[]): string {
  const lines = [heads, ...rows.map(cellsOf)];
  const widths = heads.map((_, column) => Math.max(3, ...lines.map((cells) => (cells[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = '', ...body] = lines.map(line);
  return `${[head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n')}\n`;
}

function cellsOf(row: ProviderRow): readonly string[] {
  const { provider, model, firstTokenMs, wholeMs, usdPerMillionTokens, quality, right, asked, failures, note } = row;
  return [
    provider,
    model,
    ...times(firstTokenMs),
    ...times(wholeMs),
    dollars(usdPerMillionTokens.input),
    dollars(usdPerMillionTokens.output),
    quality === null ? '' : `${quality.toFixed(2)} (${right}/${asked})`,
    asked === 0 ? '' : String(failures),
    note ?? '',
  ].map(plain);
}

function times(latency: Latency | null): readonly [string, string] {
  return latency === null ? ['', ''] : [milliseconds(latency.p50), milliseconds(latency.p95)];
}

function milliseconds(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

function dollars(price: number | null): string {
  return price === null ? '' : String(price);
}

/** Names come from others: none may break the table or steer a terminal. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').replaceAll('|', '\\|');
}
