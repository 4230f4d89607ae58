import { z } from 'zod';
import { defaultResilience, reasoningTimeouts } from '../default-settings.ts';
import { optional } from './field.ts';

const milliseconds = z.int().min(1).max(86_400_000);
const { timeouts } = defaultResilience;
const reasoningNote = `reasoning models get ${reasoningTimeouts.firstTokenMs} unless it is set`;

const timeoutsSchema = z.strictObject({
  connectMs: optional(milliseconds, {
    description: 'Milliseconds to establish a connection.',
    change: 'live',
    default: timeouts.connectMs,
  }),
  firstTokenMs: optional(milliseconds, {
    description: `Milliseconds until a stream brings its first content; ${reasoningNote}.`,
    change: 'live',
    default: timeouts.firstTokenMs,
  }),
  idleMs: optional(milliseconds, {
    description: `Milliseconds a stream may bring no content; ${reasoningNote}.`,
    change: 'live',
    default: timeouts.idleMs,
  }),
  answerMs: optional(milliseconds, {
    description: 'Milliseconds for one attempt at an answer that is not streamed.',
    change: 'live',
    default: timeouts.answerMs,
  }),
  totalMs: optional(milliseconds, {
    description: 'Milliseconds for the whole call, all attempts together.',
    change: 'live',
    default: timeouts.totalMs,
  }),
});

export const resilienceSchema = z.strictObject({
  retries: optional(z.int().min(0).max(10), {
    description: 'Retries per target after rate limits and overload; faults, resets and timeouts are retried once.',
    change: 'live',
    default: defaultResilience.retries,
  }),
  maxAttempts: optional(z.int().min(1).max(20), {
    description: 'Most attempts one call may make, over all targets.',
    change: 'live',
    default: defaultResilience.maxAttempts,
  }),
  timeouts: optional(timeoutsSchema, { description: 'Limits in time.', change: 'live' }),
});

/** One layer of resilience settings; what it leaves out is taken from the next layer. */
export type ResilienceConfig = z.infer<typeof resilienceSchema>;

/** The `resilience` field, the same wherever it may stand. */
export const resilienceField = optional(resilienceSchema, {
  description: 'Retries and timeouts. The nearest setting wins: route, then target, then provider, then the top level.',
  change: 'live',
});
