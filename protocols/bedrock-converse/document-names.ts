/** Converse names every document, uniquely, and allows few characters: the file's name is bent to that. */
export class DocumentNames {
  readonly #used = new Set<string>();

  nameFor(filename: string | undefined): string {
    const base = acceptable(filename ?? '') || 'document';
    let name = base;
    for (let copy = 2; this.#used.has(name); copy += 1) name = `${base} (${copy})`;
    this.#used.add(name);
    return name;
  }
}

function acceptable(filename: string): string {
  return filename
    .replace(/\.[a-zA-Z0-9]{1,8}$/, '')
    .replace(/[^a-zA-Z0-9\s()[\]-]/g, '-')
    .replace(/\s+/g, ' ')
    .slice(0, 180)
    .trim();
}
