import { z } from 'zod';
import { defaultResilience, reasoningTimeouts } from '../default-settings.ts';
import { optional } from './field.ts';

const milliseconds = z.int().min(1).max(86_400_000);
const seconds = z.int().min(1).max(86_400);
const { timeouts, breaker } = defaultResilience;
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

const breakerSchema = z.strictObject({
  failures: optional(z.int().min(1).max(1_000), {
    description: 'Failures within the window that open it.',
    change: 'live',
    default: breaker.failures,
  }),
  windowSeconds: optional(seconds, {
    description: 'Seconds for which a failure counts.',
    change: 'live',
    default: breaker.windowSeconds,
  }),
  coolDownSeconds: optional(seconds, {
    description: 'Seconds it stays open before one call is let through as a probe; a failed probe doubles them.',
    change: 'live',
    default: breaker.coolDownSeconds,
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
  breaker: optional(breakerSchema, {
    description: 'When a target that fails is left alone for a while.',
    change: 'live',
  }),
  recovery: optional(z.enum(['continue', 'restart', 'error']), {
    description:
      'What happens when a stream breaks after something was sent: `continue` the answer where the model can, else restart; only `restart` and drop what was sent; or end with an `error`.',
    change: 'live',
    default: defaultResilience.recovery,
  }),
  restartMaxChars: optional(z.int().min(0).max(1_000_000), {
    description: 'Most characters already sent that a restart may align itself with.',
    change: 'live',
    default: defaultResilience.restartMaxChars,
  }),
});

/** One layer of resilience settings; what it leaves out is taken from the next layer. */
export type ResilienceConfig = z.infer<typeof resilienceSchema>;

/** The `resilience` field, the same wherever it may stand. */
export const resilienceField = optional(resilienceSchema, {
  description:
    'Retries, timeouts, breaker and recovery. The nearest setting wins: route, then target, then provider, then the top level.',
  change: 'live',
});
