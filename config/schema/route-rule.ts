import { z } from 'zod';
import { required } from './field.ts';
import { routeTargets } from './route-target.ts';

const text = z.string().min(1);

/** What a request must say, and where it then goes. The fields that may be asked for are checked in `read/`. */
export const routeRule = z.strictObject({
  when: required(z.record(z.string(), z.union([text, z.array(text).min(1).max(100)])), {
    description:
      'All must hold. Fields: `metadata.NAME`, `header.NAME`, `principal.NAME`, `tier`. Values: a text, or a list of texts of which one must be equal; `beginning*` stands for all that begin so.',
    change: 'live',
  }),
  targets: required(routeTargets, {
    description: 'Targets for the requests that match.',
    change: 'live',
  }),
});

export type RouteRuleInFile = z.infer<typeof routeRule>;
