import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JsonValue } from '../../local/workflow/json-value.ts';
import { loadMachine } from '../../local/workflow/load-machine.ts';
import { runMachine } from '../../local/workflow/run-machine.ts';
import { backgroundAnswerTasks } from '../../workflows/background-answer.ts';
import { fillResources } from '../../workflows/fill-resources.ts';
import { JumpingClock } from '../unit/workflow/jumping-clock.ts';
import {
  Actor,
  type AgreementCase,
  agreementCases,
  type Definition,
  type Told,
  transitions,
} from './support/agreement-cases.ts';
import { findMiniStack, miniStackPlace } from './support/ministack.ts';

const file = join(import.meta.dirname, '../../workflows/background-answer.asl.json');
const definition: Definition = JSON.parse(readFileSync(file, 'utf8'));
const cases = agreementCases(definition);
const emulator = findMiniStack();
const scope = 'tenant/one';

async function runHere({ name, script }: AgreementCase): Promise<Told> {
  const actor = new Actor(script);
  const clock = new JumpingClock();
  const task = (of: string) => async (payload: JsonValue) => {
    const act = actor.act(of, payload);
    if ('gives' in act) return act.gives;
    throw Object.assign(new Error('scripted'), { name: act.fails });
  };
  const tasks = Object.fromEntries(backgroundAnswerTasks.map((of) => [of, task(of)]));
  const machine = loadMachine(fillResources(definition, namesOf()), backgroundAnswerTasks);
  const result = await clock.until(
    runMachine(machine, {
      ...{ machineName: 'machine', runName: name, input: { scope, turnId: name }, tasks, clock },
      random: () => 0.5,
      signal: new AbortController().signal,
    }),
  );
  const states = result.history.filter(({ what }) => what === 'entered').map(({ state }) => state);
  const { history: _, ...end } = result;
  return { states, calls: actor.calls, end };
}

/** As a Lambda function's failure is told. */
function causeOf(error: string): string {
  return JSON.stringify({ errorType: error, errorMessage: 'scripted' });
}

/** The words for what a machine itself failed at are each interpreter's own. */
function comparable({ end, ...told }: Told): unknown {
  const { cause, ...rest } = Object(end);
  return { ...told, end: String(rest.error).startsWith('States.') ? rest : end };
}

function namesOf(): Record<string, string> {
  return Object.fromEntries(backgroundAnswerTasks.map((of) => [of, of]));
}

describe('the cases', () => {
  test('are of every machine there is', () => {
    const machines = readdirSync(dirname(file)).filter((name) => name.endsWith('.asl.json'));
    expect(machines).toEqual([basename(file)]);
  });

  test('go every way that the definition has', async () => {
    const gone = (await Promise.all(cases.map(runHere))).flatMap(({ states }) =>
      states.slice(1).map((state, index) => `${states[index]} → ${state}`),
    );
    expect([...new Set(gone)].sort()).toEqual(transitions(definition));
  });
});

const describeThere = 'missing' in emulator ? describe.skip : describe;
const label = 'missing' in emulator ? `SKIPPED ministack: ${emulator.missing}: ` : '';

describeThere(`${label}the interpreter and MiniStack's`, () => {
  const client = new SFNClient(miniStackPlace('url' in emulator ? emulator.url : 'http://127.0.0.1:1'));
  const actors = new Map<string, Actor>();
  const over = new AbortController();
  const workers: Promise<unknown>[] = [];
  const told = new Map<string, Promise<Told>>();

  beforeAll(async () => {
    const arns: Record<string, string> = {};
    for (const task of backgroundAnswerTasks) {
      const { activityArn = '' } = await client.send(new CreateActivityCommand({ name: `agreement-${task}` }));
      arns[task] = activityArn;
      workers.push(work(task, activityArn));
    }
    const { stateMachineArn } = await client.send(
      new CreateStateMachineCommand({
        name: 'agreement',
        roleArn: 'arn:aws:iam::123456789012:role/agreement',
        definition: JSON.stringify(fillResources(definition, arns)),
      }),
    );
    for (const one of cases) {
      actors.set(one.name, new Actor(one.script));
      told.set(one.name, runThere(one, stateMachineArn));
    }
  });

  afterAll(async () => {
    over.abort();
    await Promise.allSettled([...workers, ...told.values()]);
    client.destroy();
  });

  async function work(task: string, activityArn: string): Promise<void> {
    while (!over.signal.aborted) {
      const { taskToken, input = 'null' } = await client
        .send(new GetActivityTaskCommand({ activityArn }), { abortSignal: over.signal })
        .catch(() => ({ taskToken: undefined, input: undefined }));
      if (!taskToken) continue;
      const payload: JsonValue = JSON.parse(input);
      const { turnId } = Object(payload);
      const act = actors.get(turnId)?.act(task, payload) ?? { fails: 'NobodyAsked' };
      if ('gives' in act) {
        await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(act.gives) }));
      } else {
        await client.send(new SendTaskFailureCommand({ taskToken, error: act.fails, cause: causeOf(act.fails) }));
      }
    }
  }

  async function runThere({ name }: AgreementCase, stateMachineArn: string | undefined): Promise<Told> {
    const input = JSON.stringify({ scope, turnId: name });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    for (;;) {
      const run = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (run.status === 'RUNNING') {
        await new Promise((done) => setTimeout(done, 100));
        continue;
      }
      const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
      const states = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
      const end =
        run.status === 'SUCCEEDED'
          ? { status: 'succeeded', output: JSON.parse(run.output ?? 'null') }
          : { status: (run.status ?? '').toLowerCase(), error: run.error ?? '', cause: run.cause ?? '' };
      return { states, calls: actors.get(name)?.calls ?? [], end };
    }
  }

  test.each(cases.map(({ name }) => name))('agree on %s', async (name) => {
    const one = cases.find((candidate) => candidate.name === name);
    if (!one) throw new RangeError(name);
    const [here, there] = await Promise.all([runHere(one), told.get(name)]);
    if (!there) throw new RangeError(name);
    if (here.states.at(-1) === 'Stopped') {
      // The Amazon States Language gives every JSONata state but Fail an `Output`, Succeed among them
      // (https://docs.aws.amazon.com/step-functions/latest/dg/state-succeed.html: "the Output value overrides the state
      // output default"). MiniStack 1.5.33 ignores it there and gives the state's input.
      expect(here.end).toEqual({ status: 'succeeded', output: { status: 'stopped' } });
      expect(there).toEqual({ ...here, end: { status: 'succeeded', output: {} } });
      return;
    }
    expect(comparable(there)).toEqual(comparable(here));
  });
});
