export type JsonPath = readonly (string | number)[];

/** Every place in a JSON value, its root included. */
export function listPaths(value: unknown, path: JsonPath = []): JsonPath[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((entry, index) => listPaths(entry, [...path, index]))];
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, entry]) => listPaths(entry, [...path, key]))];
}

/** Writes a value as JSON, with what stands at `path` replaced by `raw`, which need not be JSON; `null` leaves it out. */
export function writeWith(value: unknown, path: JsonPath, raw: string | null): string {
  const [step, ...rest] = path;
  if (step === undefined) return raw ?? '';
  if (Array.isArray(value)) {
    const entries = value.map((entry, index) => (index === step ? writeWith(entry, rest, raw) : JSON.stringify(entry)));
    return `[${entries.filter((entry) => entry !== '').join(',')}]`;
  }
  const members = Object.entries(value as object).map(([key, entry]) => {
    const text = key === step ? writeWith(entry, rest, raw) : JSON.stringify(entry);
    return text === '' ? '' : `${JSON.stringify(key)}:${text}`;
  });
  return `{${members.filter((member) => member !== '').join(',')}}`;
}

/** What stands at a path. */
export function readAt(value: unknown, path: JsonPath): unknown {
  let found = value;
  for (const step of path) found = (found as Record<string | number, unknown>)[step];
  return found;
}
