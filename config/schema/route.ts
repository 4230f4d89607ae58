import { z } from 'zod';
import { optional, required } from './field.ts';
import { resilienceField } from './resilience.ts';

const targetName = required(z.string().min(1), {
  description: 'The name of a target. Weights are not available in this version.',
  change: 'live',
});

export const routeSchema = z.strictObject({
  targets: required(z.array(targetName).min(1).max(32), {
    description: 'Names of targets, in order: the first answers, the others are its fallbacks.',
    change: 'live',
  }),
  dropUnsupported: optional(z.boolean(), {
    description: 'As at the top level, for this route. Unset: what the top level says.',
    change: 'live',
  }),
  resilience: resilienceField,
});
