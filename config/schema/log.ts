import { z } from 'zod';
import { defaultLog } from '../default-settings.ts';
import { optional } from './field.ts';

export const logSchema = z.strictObject({
  format: optional(z.enum(['auto', 'json', 'text']), {
    description: 'Form of the log: `json` lines, `text` for people, or `auto`: text on a terminal, else json.',
    change: 'live',
    default: defaultLog.format,
  }),
  content: optional(z.boolean(), {
    description: 'Write prompts and answers into the log.',
    change: 'live',
    default: defaultLog.content,
  }),
});
