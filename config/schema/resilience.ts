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

const breakerSchema = z.strictObject({
  failures: optional(z.int().min(1).max(1000), {
    description: 'Failures within the window after which a target is not called.',
    change: 'live',
    default: defaultResilience.breaker.failures,
  }),
  windowSeconds: optional(z.int().min(1).max(3600), {
    description: 'Seconds for which a failure counts.',
    change: 'live',
    default: defaultResilience.breaker.windowSeconds,
  }),
  coolDownSeconds: optional(z.int().min(1).max(3600), {
    description: 'Seconds until one call may try whether the target answers again; a failed try doubles them.',
    change: 'live',
    default: defaultResilience.breaker.coolDownSeconds,
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
  breaker: optional(breakerSchema, { description: 'When calls to a failing target stop.', change: 'live' }),
  recovery: optional(z.enum(['continue', 'restart', 'error']), {
    description:
      'What follows when a stream breaks after content was sent: the text is continued where the model can, or the answer is started anew and must begin the same; or an error.',
    change: 'live',
    default: defaultResilience.recovery,
  }),
  restartMaxChars: optional(z.int().min(0).max(262_144), {
    description: 'Characters sent beyond which a broken stream is not started anew.',
    change: 'live',
    default: defaultResilience.restartMaxChars,
  }),
});

/** One layer of resilience settings; what it leaves out is taken from the next layer. */
export type ResilienceConfig = z.infer<typeof resilienceSchema>;

/** The `resilience` field, the same wherever it may stand. */
export const resilienceField = optional(resilienceSchema, {
  description:
    'Retries, timeouts, breakers and recovery. The nearest setting wins: route, then target, then provider, then the top level.',
  change: 'live',
});
