/** How genai-prices says which ids a model answers to. */
export type ModelClause =
  | { readonly $: 'ClauseEquals'; readonly equals: string }
  | { readonly $: 'ClauseStartsWith'; readonly starts_with: string }
  | { readonly $: 'ClauseEndsWith'; readonly ends_with: string }
  | { readonly $: 'ClauseContains'; readonly contains: string }
  | { readonly $: 'ClauseRegex'; readonly regex: string }
  | { readonly $: 'ClauseOr'; readonly or_: readonly ModelClause[] }
  | { readonly $: 'ClauseAnd'; readonly and_: readonly ModelClause[] };

export function matchesClause(clause: ModelClause, id: string): boolean {
  switch (clause.$) {
    case 'ClauseEquals':
      return id === clause.equals;
    case 'ClauseStartsWith':
      return id.startsWith(clause.starts_with);
    case 'ClauseEndsWith':
      return id.endsWith(clause.ends_with);
    case 'ClauseContains':
      return id.includes(clause.contains);
    case 'ClauseRegex':
      return new RegExp(clause.regex).test(id);
    case 'ClauseOr':
      return clause.or_.some((part) => matchesClause(part, id));
    case 'ClauseAnd':
      return clause.and_.every((part) => matchesClause(part, id));
    default:
      throw new Error(`unknown clause ${JSON.stringify(clause)}`);
  }
}
