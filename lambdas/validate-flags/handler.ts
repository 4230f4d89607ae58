import { z } from 'zod';

/** What AppConfig gives a validator. */
const asked = z.object({ content: z.base64() });

const share = z.strictObject({
  percentage: z
    .number()
    .min(0)
    .max(100)
    .refine(
      (value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6,
      'expected hundredths of a per cent at most',
    ),
  enabled: z.exactOptional(z.boolean()),
});
const onOff = z.strictObject({ enabled: z.boolean() });

/** All of them: one that is left out would be back at its default without anybody having said so. */
const flags = z.strictObject({ use_new_orchestrator: share, background_answers: onOff, stream_recovery: onOff });

/**
 * Says whether a document may become the flags.
 * @throws Error that AppConfig shows to whoever wants to deploy it.
 */
export async function handler(event: unknown): Promise<void> {
  const text = Buffer.from(asked.parse(event).content, 'base64').toString('utf8');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Error('the flags are no JSON');
  }
  const { error } = flags.safeParse(document);
  if (error) throw new Error(error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; '));
}
