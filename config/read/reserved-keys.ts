/** Keys this version does not have yet. They get a message of their own, since nobody misspelt them. */
export const reservedKeys: ReadonlySet<string> = new Set([
  'sessions',
  'cache',
  'keys',
  'rollout',
  'profile',
  'compute',
]);

/** Kinds of providers this version does not have yet. */
export const reservedKinds: ReadonlySet<string> = new Set(['azure', 'sagemaker']);
