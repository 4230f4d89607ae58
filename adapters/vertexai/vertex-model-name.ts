export interface VertexModelName {
  readonly publisher: 'google' | 'anthropic';
  /** Below the place's path: `publishers/google/models/…`, or a tuned model's `endpoints/…`. */
  readonly path: string;
}

/** Who publishes a model, by its id: bare, `anthropic/…`, or as Google writes it, `publishers/anthropic/models/…`. */
export function readModelName(id: string): VertexModelName {
  const [, publisher, name] = /^(?:publishers\/)?(google|anthropic)\/(?:models\/)?(.+)$/.exec(id) ?? [];
  if (publisher !== undefined && name !== undefined)
    return published(publisher === 'google' ? publisher : 'anthropic', name);
  if (/^endpoints\/\d+$/.test(id)) return { publisher: 'google', path: id };
  return published(/^claude/i.test(id) ? 'anthropic' : 'google', id);
}

/** Versions follow an `@`, which stays as it is. */
function published(publisher: VertexModelName['publisher'], name: string): VertexModelName {
  return { publisher, path: `publishers/${publisher}/models/${encodeURIComponent(name).replaceAll('%40', '@')}` };
}
