/** Keys whose values are not shown, however they are spelt. */
const secretKeyPattern = /key|secret|password|passwd|credential|bearer|^auth|token$/i;

export function isSecretKey(key: unknown): boolean {
  return typeof key === 'string' && secretKeyPattern.test(key);
}

/** What was found where something else was expected. Shows only what is short and cannot be a secret. */
export function describeValue(value: unknown, key: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (value === '') return 'an empty text';
  const isHidden = isSecretKey(key) || String(value).length > 20;
  if (typeof value === 'string') return isHidden ? 'a text' : `the text ${JSON.stringify(value)}`;
  if (typeof value === 'number') return isHidden ? 'a number' : `the number ${value}`;
  return `\`${String(value)}\``;
}
