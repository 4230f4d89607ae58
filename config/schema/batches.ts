import { z } from 'zod';
import { defaultBatches } from '../default-settings.ts';
import { optional } from './field.ts';

export const batchesSchema = z.strictObject({
  maxConcurrent: optional(z.int().min(1).max(10_000), {
    description:
      'Requests of batches answered at the same time, at most half of `limits.maxConcurrent`; clients come first.',
    change: 'live',
    default: defaultBatches.maxConcurrent,
  }),
  maxFileBytes: optional(z.int().min(1_024).max(1_073_741_824), {
    description: 'Largest file that can be uploaded, bytes; larger ones are answered with 413.',
    change: 'live',
    default: defaultBatches.maxFileBytes,
  }),
});
