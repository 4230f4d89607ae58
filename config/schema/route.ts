import { z } from 'zod';
import { optional, required } from './field.ts';
import { resilienceField } from './resilience.ts';
import { routeRule } from './route-rule.ts';
import { routeTargets, targetNames } from './route-target.ts';

function tier(description: string) {
  return optional(routeTargets, { description, change: 'live' });
}

const tiersSchema = z.strictObject({
  simple: tier('Targets for what any model can answer.'),
  complex: tier('Targets for what takes a strong model.'),
  code: tier('Targets for programming.'),
  longContext: tier('Targets for work on long documents and conversations.'),
});

const fallbacksSchema = z.strictObject({
  contextWindow: optional(targetNames, {
    description:
      'Targets for requests that are too long for the others. Unset: those of the route with a larger window.',
    change: 'live',
  }),
  contentPolicy: optional(targetNames, {
    description:
      'Targets that are asked when a provider refuses on grounds of its content policy. Unset: its refusal is final.',
    change: 'live',
  }),
});

export const routeSchema = z.strictObject({
  targets: optional(routeTargets, {
    description:
      'Targets by name: one answers, the others are its fallbacks. With `tiers`, those of the tiers that are left out. Required without `tiers`.',
    change: 'live',
  }),
  choose: optional(z.enum(['ordered', 'weighted', 'cheapest', 'fastest', 'least-busy']), {
    description:
      'Which target is asked first: the first as `ordered`, one drawn as `weighted`, the `cheapest` for the expected tokens, the `fastest` by recent first tokens, or the `least-busy`.',
    change: 'live',
    default: 'ordered',
  }),
  tiers: optional(tiersSchema, {
    description:
      'Targets by the difficulty of the request, which is found locally. A tier left out is served by `targets`, else by `complex`; `complex` by `code`.',
    change: 'live',
  }),
  rules: optional(z.array(required(routeRule, { description: 'A rule.', change: 'live' })).max(100), {
    description: 'Looked at before the tier; the first that matches decides.',
    change: 'live',
  }),
  fallbacks: optional(fallbacksSchema, {
    description: 'Targets for requests the others cannot take.',
    change: 'live',
  }),
  dropUnsupported: optional(z.boolean(), {
    description: 'As at the top level, for this route. Unset: what the top level says.',
    change: 'live',
  }),
  resilience: resilienceField,
});

export type RouteInFile = z.infer<typeof routeSchema>;
