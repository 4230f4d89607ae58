import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { deployedConfig } from '../../wiring/deployed/deployed-config.ts';
import { readLiveDocument } from '../../wiring/deployed/read-live-document.ts';

/** What AppConfig gives a validator. */
const asked = z.object({ content: z.base64() });

/** Stands for every secret: whether it can be read is found out where it is needed. */
const placeholder = 'set-where-the-gateway-runs';

/**
 * Says whether a document may become the live configuration, in the words of the gateway that would have to take it.
 * @throws Error that AppConfig shows to whoever wants to deploy it.
 */
export async function handler(event: unknown): Promise<void> {
  const { LAMBDA_TASK_ROOT: folder = '.', AWS_REGION: region = '' } = process.env;
  const deployed = readFileSync(join(folder, 'config.json'), 'utf8');
  const text = Buffer.from(asked.parse(event).content, 'base64').toString('utf8');
  const reading = readLiveDocument(text, { deployed, secret: () => placeholder });
  const refusal = 'refusal' in reading ? reading : deployedConfig(reading.config, region);
  if ('refusal' in refusal) throw new Error(refusal.refusal);
}
