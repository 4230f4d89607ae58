/** Deeper values count as nothing: nobody's tool schema is nested so far, and the stack has an end. */
const maxDepth = 64;

/** About as many characters as the JSON text of a value has, without writing it. */
export function jsonCharacters(value: unknown, depth = 0): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 4;
  if (depth >= maxDepth) return 0;
  let characters = 2;
  if (Array.isArray(value)) {
    for (const item of value) characters += jsonCharacters(item, depth + 1) + 1;
    return characters;
  }
  for (const [key, item] of Object.entries(value)) characters += key.length + 4 + jsonCharacters(item, depth + 1);
  return characters;
}
