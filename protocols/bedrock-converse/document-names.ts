import type { RequestChanges } from './request-changes.ts';

/** Converse names every document, uniquely, and allows few characters: the file's name is bent to that. */
export class DocumentNames {
  readonly #used = new Set<string>();

  /** That a name was bent is said; its ending goes into the format. */
  nameFor(filename: string | undefined, changes: RequestChanges): string {
    const base = acceptable(filename ?? '') || 'document';
    let name = base;
    for (let copy = 2; this.#used.has(name); copy += 1) name = `${base} (${copy})`;
    this.#used.add(name);
    if (filename !== undefined && name !== withoutEnding(filename)) changes.say('document names fitted');
    return name;
  }
}

function acceptable(filename: string): string {
  return withoutEnding(filename)
    .replace(/[^a-zA-Z0-9\s()[\]-]/g, '-')
    .replace(/\s+/g, ' ')
    .slice(0, 180)
    .trim();
}

function withoutEnding(filename: string): string {
  return filename.replace(/\.[a-zA-Z0-9]{1,8}$/, '');
}
