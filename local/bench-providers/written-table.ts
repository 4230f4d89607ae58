import { concurrency } from './measure-target.ts';
import type { ProviderRow } from './provider-row.ts';
import { providerTable } from './provider-table.ts';

export interface WrittenTable {
  readonly rows: readonly ProviderRow[];
  readonly questionCount: number;
  readonly measuredAt: Date;
  readonly version: string;
  /** What to type to have it again. */
  readonly command: string;
}

/** The table with what a reader must know of it. */
export function writtenTable({ rows, questionCount, measuredAt, version, command }: WrittenTable): string {
  const date = measuredAt.toISOString().slice(0, 10);
  return `Measured on ${date} by Cato ${version}: ${questionCount} questions to each target ([\`bench-questions.json\`](../config/bench-questions.json)), streamed, ${concurrency} at a time. To repeat it with what is configured on your machine: \`${command}\`.

Times are those of the gateway's whole way of a request, its retries included and no HTTP before it; a first token is the first text of the answer. Quality is the share of the questions asked that were answered right, a failure counting as wrong. Prices come from the configuration or the [model catalogue](models.md). What was not measured, or is not known, is empty.

${providerTable(rows)}`;
}
