import { z } from 'zod';
import { defaultLimits } from '../default-settings.ts';
import { optional } from './field.ts';

const milliseconds = z.int().min(1).max(3_600_000);

export const limitsSchema = z.strictObject({
  maxBodyBytes: optional(z.int().min(1_024).max(1_073_741_824), {
    description: 'Largest request body, bytes; larger ones are answered with 413.',
    change: 'live',
    default: defaultLimits.maxBodyBytes,
  }),
  maxConcurrent: optional(z.int().min(1).max(1_000_000), {
    description: 'Requests served at the same time; lowered to what the open-file limit allows.',
    change: 'live',
    default: defaultLimits.maxConcurrent,
  }),
  queue: optional(
    z.strictObject({
      length: optional(z.int().min(0).max(1_000_000), {
        description: 'Requests that may wait; more are refused as too busy.',
        change: 'live',
        default: defaultLimits.queue.length,
      }),
      waitMs: optional(z.int().min(0).max(3_600_000), {
        description: 'Milliseconds a request may wait for its turn.',
        change: 'live',
        default: defaultLimits.queue.waitMs,
      }),
    }),
    { description: 'Where requests above `maxConcurrent` wait.', change: 'live' },
  ),
  headersMs: optional(milliseconds, {
    description: 'Milliseconds a client has to send its request headers.',
    change: 'live',
    default: defaultLimits.headersMs,
  }),
  bodyMs: optional(milliseconds, {
    description: 'Milliseconds a client has to send its request body.',
    change: 'live',
    default: defaultLimits.bodyMs,
  }),
});
