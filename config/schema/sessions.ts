import { z } from 'zod';
import { defaultSessions } from '../default-settings.ts';
import { durationMs, durationPattern } from '../duration.ts';
import { optional } from './field.ts';

const longestMs = durationMs('3650d');

export const sessionsSchema = z.strictObject({
  keep: optional(
    z
      .string()
      .regex(durationPattern, 'expected a time such as `30d`, `12h` or `90m`')
      .refine((text) => !durationPattern.test(text) || (durationMs(text) > 0 && durationMs(text) <= longestMs), {
        message: 'expected a time from `1m` to `3650d`',
      }),
    {
      description:
        'How long stored answers and conversations are kept after their last use: days, hours or minutes (`30d`, `12h`, `90m`).',
      change: 'live',
      default: defaultSessions.keep,
    },
  ),
  maxPromptShare: optional(z.number().min(0).max(1), {
    description:
      'How much of a model’s context window the earlier turns of a session may fill, 0 to 1. Beyond it the earliest are not told to the model.',
    change: 'live',
    default: defaultSessions.maxPromptShare,
  }),
});
