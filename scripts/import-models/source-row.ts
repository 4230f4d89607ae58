/** One entry of LiteLLM's price map, as it stands there. */
export type SourceRow = Readonly<Record<string, unknown>>;

export function textOf(row: SourceRow, field: string): string | null {
  const value = row[field];
  return typeof value === 'string' ? value : null;
}

/** A finite number, else `null`. */
export function numberOf(row: SourceRow, field: string): number | null {
  const value = row[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The flag, or `undefined` where the source says nothing: missing is unknown, never false. */
export function flagOf(row: SourceRow, field: string): boolean | undefined {
  const value = row[field];
  return typeof value === 'boolean' ? value : undefined;
}
