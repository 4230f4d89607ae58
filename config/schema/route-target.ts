import { z } from 'zod';
import { optional, required } from './field.ts';

const name = z.string().min(1);

/** A member of a list of targets: its name, alone or with a weight. */
const routeTarget = z.union([
  name,
  z.strictObject({
    target: required(name, { description: 'The name of a target.', change: 'live' }),
    weight: optional(z.number().min(0).max(1_000_000), {
      description: 'Its share among the others where `choose` draws by weight; 0 = only as a fallback.',
      change: 'live',
      default: 1,
    }),
  }),
]);

/** A list of targets, all of which may answer. */
export const routeTargets = z
  .array(
    required(routeTarget, {
      description: 'The name of a target, or `{ target: NAME, weight: N }`.',
      change: 'live',
    }),
  )
  .min(1)
  .max(32);

/** Names of targets, in order. */
export const targetNames = z
  .array(required(name, { description: 'The name of a target.', change: 'live' }))
  .min(1)
  .max(32);

export type RouteTargetInFile = z.infer<typeof routeTarget>;
