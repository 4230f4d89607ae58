/** Keys this version does not have yet. They get a message of their own, since nobody misspelt them. */
export const reservedKeys: ReadonlySet<string> = new Set(['cache', 'keys', 'rollout']);
