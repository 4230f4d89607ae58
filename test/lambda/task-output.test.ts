import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { answerTaskEnvironment } from '../../lambdas/answer-tasks/environment.ts';
import { taskFunction } from '../../lambdas/answer-tasks/task-function.ts';
import { startAwsServices } from '../support/lambda/aws-services.ts';
import { deploymentValues, mockDocument } from '../support/lambda/deployed-gateway.ts';

const services = await startAwsServices();
const folder = mkdtempSync(join(tmpdir(), 'cato-task-'));
const text = JSON.stringify(mockDocument('https://provider.example'));
writeFileSync(join(folder, 'config.json'), text);
services.documents.set('configuration', { text, version: '1' });
services.secrets.set('provider-key', 'key-of-the-provider');
const before = { ...process.env };
Object.assign(process.env, {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_ENDPOINT_URL: services.url,
  LAMBDA_TASK_ROOT: folder,
  ...answerTaskEnvironment.toVariables(deploymentValues),
});
afterAll(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  rmSync(folder, { recursive: true });
  await services.close();
});

const context = { getRemainingTimeInMillis: () => 10_000 };
const task = (said: unknown) =>
  taskFunction({
    input: z.object({ turnId: z.string() }),
    output: z.object({ next: z.enum(['attempt', 'finish']) }),
    run: async () => said as { next: 'finish' },
  });

test('what the machine is told of a task is what its definition can read, or nothing', async () => {
  const input = { turnId: 'a' };
  await expect(task({ next: 'elsewhere' })(input, context)).rejects.toThrow(z.ZodError);
  // A machine keeps what it is told in its history: no more than it needs.
  expect(await task({ next: 'finish', prompt: 'secret' })(input, context)).toEqual({ next: 'finish' });
});
