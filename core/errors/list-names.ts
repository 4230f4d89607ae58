const mostNamed = 10;

/** Names for an error message: the first ten, and how many there are besides. */
export function listNames(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return more > 0 ? `${names.slice(0, mostNamed).join(', ')} and ${more} more` : names.join(', ');
}
