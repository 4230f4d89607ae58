import { z } from 'zod';
import { defaultDeploy } from '../default-settings.ts';
import { optional } from './field.ts';
import { awsRegion } from './text.ts';

export const deploySchema = z.strictObject({
  prefix: optional(
    z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,19}$/, 'expected 1 to 20 lower-case letters, digits and dashes, a letter first'),
    { description: 'Begins the name of everything that is deployed.', change: 'deploy', default: defaultDeploy.prefix },
  ),
  regions: optional(z.array(awsRegion).min(1).max(16), {
    description: 'AWS regions to deploy into; the first is the home region.',
    change: 'deploy',
    default: defaultDeploy.regions,
  }),
});
