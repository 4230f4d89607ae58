const member = ',"usage":null';

/** The member and after it only plain ones up to the chunk's own closing brace: so it is the chunk's, and no deeper. */
const tail = /^,"usage":null((?:,"\w+":(?:"[^"\\]*"|[\w.+-]+))*\})$/;

/**
 * A chunk's JSON without its `"usage":null`, cut out of the text, for it stands in every chunk of a provider that was
 * asked to tell the usage. `null` when it does not stand where it can be cut: then the chunk must be written anew.
 */
export function withoutUsage(chunk: string): string | null {
  const at = chunk.lastIndexOf(member);
  if (at === -1) return null;
  const rest = tail.exec(chunk.slice(at));
  return rest === null ? null : chunk.slice(0, at) + rest[1];
}
