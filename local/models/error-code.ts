/** The code that Node gives an error (`ENOSPC`, `Z_DATA_ERROR`, …), or its cause's; `''` where there is none. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? errorCode(error.cause) : '';
}
