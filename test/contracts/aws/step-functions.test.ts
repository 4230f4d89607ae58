import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeEach, expect, jest, test } from '@jest/globals';
import { StepFunctionsBackgroundAnswers } from '../../../adapters/step-functions/step-functions-background-answers.ts';
import { startAwsServices } from '../../support/lambda/aws-services.ts';

const services = await startAwsServices();
const client = new SFNClient({
  region: 'eu-west-1',
  endpoint: services.url,
  credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
  maxAttempts: 1,
  disableHostPrefix: true,
});
const machine = 'arn:aws:states:eu-west-1:123456789012:stateMachine:answers';
const answers = new StepFunctionsBackgroundAnswers({ client, machine, runsForMs: 1000 });

afterAll(async () => {
  client.destroy();
  await services.close();
});
beforeEach(() => {
  services.calls.length = 0;
  services.broken.clear();
  services.silent.clear();
});

test('a turn is one run of the machine, by a name that is the same each time', async () => {
  await answers.start('anonymous', 'resp_1');
  await answers.start('anonymous', 'resp_1');
  await answers.start('anonymous', 'resp_2');
  const names = services.calls.map(({ input }) => (input as { name: string }).name);
  expect(names[0]).toBe(names[1]);
  expect(names[0]).not.toBe(names[2]);
  expect(names[0]).toMatch(/^[0-9a-f]{64}$/);
});

test('a run that was begun before is one that was begun', async () => {
  services.refusals.set('AWSStepFunctions.StartExecution', 'ExecutionAlreadyExists');
  await expect(answers.start('anonymous', 'resp_1')).resolves.toBeUndefined();
  services.refusals.clear();
});

test('a service in trouble is told as busy, and ending a run that is not there is nothing', async () => {
  services.broken.add('AWSStepFunctions');
  await expect(answers.start('anonymous', 'resp_1')).rejects.toMatchObject({ kind: 'busy' });
  await expect(answers.cancel('anonymous', 'resp_1')).resolves.toBeUndefined();
});

test('the run that is ended is the one that was begun', async () => {
  await answers.start('anonymous', 'resp_1');
  await answers.cancel('anonymous', 'resp_1');
  const [begun, ended] = services.calls.map(({ input }) => input as Record<string, string>);
  expect(ended?.executionArn).toBe(`arn:aws:states:eu-west-1:123456789012:execution:answers:${begun?.name}`);
});

test.each(['start', 'cancel'] as const)('a service that does not answer ends %s after a bounded time', async (what) => {
  const over = new AbortController();
  const bound = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(over.signal);
  services.silent.add('AWSStepFunctions');
  const asked = answers[what]('anonymous', 'resp_1').then(
    () => null,
    (error: { readonly kind?: string }) => error.kind,
  );
  while (services.calls.length === 0) await new Promise(setImmediate);
  over.abort();
  expect(await asked).toBe(what === 'start' ? 'busy' : null);
  expect(bound).toHaveBeenCalledWith(3_000);
  bound.mockRestore();
});
