/** The class a query is given. `simple` ranks below `complex`; `code` and `longContext` are classes of their own. */
export type Tier = 'simple' | 'complex' | 'code' | 'longContext';

export const tiers = ['simple', 'complex', 'code', 'longContext'] as const satisfies readonly Tier[];
