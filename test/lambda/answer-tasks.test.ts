import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSystemClock } from '../../adapters/system-clock/system-clock.ts';
import { answerTaskEnvironment } from '../../lambdas/answer-tasks/environment.ts';
import { bundleFolder } from '../../lib/functions/bundle-folder.ts';
import type { JsonValue } from '../../local/workflow/json-value.ts';
import { loadBackgroundAnswer } from '../../local/workflow/load-background-answer.ts';
import { runMachine } from '../../local/workflow/run-machine.ts';
import { type BackgroundAnswerTask, backgroundAnswerTasks } from '../../workflows/background-answer.ts';
import { chatChunk, chatSteps, done, roleChunk, stopChunk } from '../support/chat-wire.ts';
import { describeOnDynamoDbLocal } from '../support/dynamodb-local/describe-on-dynamodb-local.ts';
import { DeployedFunction } from '../support/lambda/deployed-function.ts';
import { type DeployedGateway, deploymentValues, startDeployedGateway } from '../support/lambda/deployed-gateway.ts';
import { invokeValue } from '../support/lambda/invoke-value.ts';

const folders: Readonly<Record<BackgroundAnswerTask, string>> = {
  ...{ prepare: 'prepare', attempt: 'attempt', decideNext: 'decide-next', finish: 'finish', fail: 'fail' },
};

await describeOnDynamoDbLocal('background answers in functions', (tables) => {
  let deployed: DeployedGateway;
  let functions: Map<BackgroundAnswerTask, DeployedFunction>;

  beforeAll(async () => {
    const variables = await tables.variables(deploymentValues.workingMemoryTable, deploymentValues.coordinationTable);
    deployed = await startDeployedGateway({ variables });
    const document = JSON.stringify(deployed.document);
    functions = new Map(
      backgroundAnswerTasks.map((task) => [
        task,
        new DeployedFunction({
          folder: bundleFolder({ entry: folders[task], document }),
          timeoutMs: task === 'attempt' ? 3_000 : 15_000,
          variables: {
            AWS_ENDPOINT_URL: deployed.services.url,
            ...variables,
            ...answerTaskEnvironment.toVariables(deploymentValues),
          },
        }),
      ]),
    );
  }, 60_000);
  afterAll(async () => {
    await forgetTasks();
    await deployed.close();
  });

  const forgetTasks = () => Promise.all([...functions.values()].map((task) => task.forget()));

  const invoke = (task: BackgroundAnswerTask, event: unknown) => {
    const target = functions.get(task);
    if (!target) throw new RangeError(task);
    return invokeValue(target, event);
  };

  const ask = () => deployed.client.responses.create({ model: 'test', input: 'Count.', background: true });

  /** The machine of `workflows/`, its tasks the functions. */
  const run = (turnId: string) =>
    runMachine(loadBackgroundAnswer(), {
      machineName: 'background-answer',
      runName: randomUUID(),
      input: { scope: 'anonymous', turnId },
      tasks: Object.fromEntries(
        backgroundAnswerTasks.map((task) => [
          task,
          (payload: JsonValue) => invoke(task, payload) as Promise<JsonValue>,
        ]),
      ) as never,
      clock: createSystemClock(),
      random: Math.random,
      signal: new AbortController().signal,
    });

  test('an answer is made by the machine and its functions, and fetched from the gateway', async () => {
    deployed.upstream.play(
      chatSteps({ send: `${roleChunk}${chatChunk({ content: 'One, two.' })}${stopChunk}${done}` }),
    );
    const { id } = await ask();
    expect(await run(id)).toMatchObject({ status: 'succeeded', output: { status: 'completed' } });
    const answered = await deployed.client.responses.retrieve(id);
    expect(answered).toMatchObject({ status: 'completed', output_text: 'One, two.' });
    // Given the same again, as AWS may: nothing changes.
    const progress = { outcomes: [], nextSequence: 0, journal: null, failure: null };
    const again = await invoke('finish', { scope: 'anonymous', turnId: id, progress });
    expect(again).toEqual({ status: 'completed' });
  }, 30_000);

  test('an attempt that outlasts its function is gone on with by the next one', async () => {
    const words = 'This is a long beginning of an answer, long enough to be gone on with,';
    deployed.upstream.play(
      chatSteps({ send: `${roleChunk}${chatChunk({ content: words })}` }, { stall: true }),
      chatSteps({ send: `${roleChunk}${chatChunk({ content: `${words} and its end.` })}${stopChunk}${done}` }),
    );
    const { id } = await ask();
    expect(await run(id)).toMatchObject({ status: 'succeeded', output: { status: 'completed' } });
    const answered = await deployed.client.responses.retrieve(id);
    expect(answered.output_text).toBe(`${words} and its end.`);
    // It ended by itself: no process was ended for it.
    expect(functions.get('attempt')?.environments.every(({ isOver }) => !isOver)).toBe(true);
  }, 40_000);

  test('a run that ended without its turn ends it, once', async () => {
    const { id } = await ask();
    const event = {
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      detail: { status: 'TIMED_OUT', input: JSON.stringify({ scope: 'anonymous', turnId: id }) },
    };
    expect(await invoke('fail', event)).toEqual({ status: 'failed' });
    expect(await deployed.client.responses.retrieve(id)).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('longer than a background answer may') },
    });
    expect(await invoke('fail', event)).toEqual({ status: 'failed' });
    const told = functions
      .get('fail')
      ?.logged()
      .filter(({ message, requestId }) => message === 'request' && requestId === id);
    expect(told).toHaveLength(1);
    expect(
      await invoke('fail', {
        ...event,
        detail: { ...event.detail, input: '{"scope":"anonymous","turnId":"resp_gone"}' },
      }),
    ).toEqual({ status: 'stopped' });
  }, 30_000);

  test('only an attempt reads secrets of providers: without them a run still ends its turn', async () => {
    await forgetTasks();
    deployed.services.secrets.delete('provider-key');
    const before = deployed.services.calls.length;
    const { id } = await ask();
    expect(await run(id)).toMatchObject({ status: 'failed', error: 'Cato.AnswerFailed' });
    expect(await deployed.client.responses.retrieve(id)).toMatchObject({ status: 'failed' });
    const asked = deployed.services.calls.slice(before).filter(({ operation }) => /GetSecretValue/.test(operation));
    expect(asked).toHaveLength(1);
    deployed.services.secrets.set('provider-key', 'key-of-the-provider');
    await forgetTasks();
  }, 40_000);

  test('what is no input of a task is refused', async () => {
    await expect(invoke('attempt', { scope: 'anonymous', turnId: 'resp_1' })).rejects.toMatchObject({
      name: 'ZodError',
    });
  }, 20_000);
});
