/** A name for a file without one: providers tell by its ending what it is. @param subtype of its media type. */
export function unnamedFile(subtype: string): string {
  return `file.${subtype === 'plain' ? 'txt' : subtype}`;
}
