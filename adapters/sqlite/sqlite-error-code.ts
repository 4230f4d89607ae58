/** SQLite's primary result codes that something follows from. */
export const sqliteCode = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  inputOutput: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** The primary result code of an error that SQLite raised; `null` for any other error. */
export function sqliteErrorCode(error: unknown): number | null {
  if (typeof error !== 'object' || error === null) return null;
  if (!('errcode' in error) || typeof error.errcode !== 'number') return null;
  // The upper bits say more of the same.
  return error.errcode & 0xff;
}

/** Whether the file is not what SQLite has written: it does not get better by itself. */
export function isDamage(error: unknown): boolean {
  const code = sqliteErrorCode(error);
  return code === sqliteCode.corrupt || code === sqliteCode.notADatabase;
}
