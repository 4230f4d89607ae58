import { describe, expect, test } from '@jest/globals';
import type { BackgroundHost } from '../../../core/background/background-host.ts';
import type { BackgroundSteps } from '../../../core/background/background-steps.ts';
import { createBackgroundSteps } from '../../../core/background/create-background-steps.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { Target } from '../../../core/routing/target.ts';
import { loadBackgroundAnswer } from '../../../local/workflow/load-background-answer.ts';
import { runBackgroundAnswer } from '../../../local/workflow/run-background-answer.ts';
import { fakeTarget } from '../../support/fake-target.ts';
import { accepted, finished, ScriptedModel, type Step } from '../../support/scripted-model.ts';
import { JumpingClock } from '../workflow/jumping-clock.ts';
import { begins, ends, fakeHost, type HostOverrides, says } from './fake-host.ts';
import { FakeStore } from './fake-store.ts';

const machine = loadBackgroundAnswer();
const turn = { scope: 'anonymous', turnId: 'resp_1' };
const prefill = { capabilities: { prefill: true } };
const cut = new GatewayError('broken-answer', 'cut');
const overloaded = new GatewayError('overloaded', 'too busy');

interface World {
  readonly store: FakeStore;
  readonly clock: JumpingClock;
}

function setUp(): World {
  return { store: new FakeStore(), clock: new JumpingClock() };
}

async function run(
  { store, clock }: World,
  targets: readonly Target[],
  {
    over = {},
    signal = new AbortController().signal,
    steps: wrap = (steps: BackgroundSteps) => steps,
  }: {
    over?: HostOverrides;
    signal?: AbortSignal;
    steps?: (steps: BackgroundSteps) => BackgroundSteps;
  } = {},
) {
  const host = fakeHost(store, clock, targets, over);
  const steps = wrap(createBackgroundSteps(host));
  const result = await clock.until(runBackgroundAnswer(turn, { machine, steps, clock, random: () => 0.5, signal }));
  return { host, result };
}

function target(label: string, over: Parameters<typeof fakeTarget>[0], ...scripts: (readonly Step[])[]) {
  const model = new ScriptedModel(...scripts);
  return { target: fakeTarget({ label, chatModel: model, ...over }), model };
}

const whole: readonly Step[] = [accepted, ...begins, says('The sky '), says('is blue.'), ...ends, finished];

describe('a background answer', () => {
  test('is stored event by event, and ends its turn', async () => {
    const world = setUp();
    const { target: one, model } = target('a/1', {}, whole);
    const { host, result } = await run(world, [one]);
    expect(result).toMatchObject({ status: 'succeeded', output: { status: 'completed' } });
    expect(world.store.text()).toBe('The sky is blue.');
    expect(world.store.neutralEvents().map(({ type }) => type)).toEqual([
      ...['started', 'part-begins', 'part-delta', 'part-delta', 'part-ends', 'finished'],
    ]);
    expect(world.store.status).toBe('completed');
    expect(host.answer).toEqual({
      id: 'a-1',
      model: 'm-1',
      parts: [{ type: 'text', text: 'The sky is blue.' }],
      stopReason: 'stop',
      usage: null,
    });
    expect(host.journal).toMatchObject({ target: 'a/1', calls: 1, attempts: [{ outcome: 'finished' }] });
    expect(model.calls[0]?.raw).toBeNull();
    expect(world.clock.pending).toBe(0);
  });

  test('has its end and its usage stored also where the model says them only as it finishes', async () => {
    const world = setUp();
    const usage = { freshInput: 3, cacheRead: 0, cacheWrite: {}, output: 2, reasoning: null };
    const script = [accepted, ...begins, says('hi'), ends[0], { ...finished, usage }] as readonly Step[];
    const { host } = await run(world, [target('a/1', {}, script).target]);
    expect(host.answer).toMatchObject({ stopReason: 'stop', usage });
  });

  test('falls back when a provider fails, and waits where it is told to', async () => {
    const world = setUp();
    const limited = new GatewayError('rate-limit', 'slow down', { retryAfterMs: 1500 });
    const one = target('a/1', { retries: 1 }, [limited], [accepted, begins[0], overloaded]);
    const two = target('b/2', {}, whole);
    const { host } = await run(world, [one.target, two.target]);
    expect(world.store.text()).toBe('The sky is blue.');
    expect(host.journal).toMatchObject({
      target: 'b/2',
      attempts: [{ outcome: 'rate-limit' }, { outcome: 'overloaded' }, { outcome: 'finished' }],
    });
    expect(host.journal?.recoveries).toEqual([]);
    // 1500 ms and their spread, in the whole seconds that the service waits.
    expect(world.clock.elapsedMs).toBe(2000);
  });

  test('that breaks off is continued by the next target', async () => {
    const world = setUp();
    const one = target('a/1', { retries: 0 }, [accepted, ...begins, says('The sky is blue beca'), cut]);
    const two = target('b/2', prefill, [accepted, ...begins, says('use of scattering.'), ...ends, finished]);
    const { host } = await run(world, [one.target, two.target]);
    expect(host.answer?.parts).toEqual([{ type: 'text', text: 'The sky is blue because of scattering.' }]);
    expect(two.model.calls[0]?.conversation().messages.at(-1)).toEqual({
      role: 'assistant',
      parts: [{ type: 'text', text: 'The sky is blue beca' }],
    });
    expect(host.journal?.recoveries).toEqual([{ how: 'continue', from: 'a/1', to: 'b/2', characters: 20, attempt: 1 }]);
    expect(world.store.neutralEvents().filter(({ type }) => type === 'started')).toHaveLength(1);
  });

  test('that breaks off is begun anew where it cannot be continued, and says nothing twice', async () => {
    const world = setUp();
    const one = target('a/1', { retries: 0 }, [accepted, ...begins, says('The sky is'), cut]);
    const two = target('b/2', {}, whole);
    const { host } = await run(world, [one.target, two.target]);
    expect(host.answer?.parts).toEqual([{ type: 'text', text: 'The sky is blue.' }]);
    expect(world.store.text()).toBe('The sky is blue.');
  });

  test('fails its turn when every target does', async () => {
    const world = setUp();
    const fault = new GatewayError('upstream-fault', 'oops');
    const one = target('a/1', { retries: 1 }, [fault], [fault]);
    const two = target('b/2', { retries: 0 }, [overloaded]);
    const { host, result } = await run(world, [one.target, two.target]);
    expect(result).toMatchObject({ status: 'failed', error: 'Cato.AnswerFailed', cause: 'overloaded' });
    expect(world.store.status).toBe('failed');
    expect(host.error?.message).toBe('too busy. [3 attempts at 2 targets, this one at b/2]');
    expect(host.journal?.attempts).toHaveLength(3);
    expect(world.store.events).toEqual([]);
  });

  test('fails its turn when the request can go nowhere', async () => {
    const world = setUp();
    const plan = () => Promise.reject(new GatewayError('model-not-found', 'no such model'));
    const { host } = await run(world, [], { over: { plan } });
    expect(world.store.status).toBe('failed');
    expect(host.error).toMatchObject({ kind: 'model-not-found', message: 'no such model' });
  });

  test('fails its turn when the request cannot be read again', async () => {
    const world = setUp();
    const call = () => Promise.reject(new GatewayError('not-found', 'its conversation is gone'));
    const { host } = await run(world, [target('a/1', {}).target], { over: { call } });
    expect(host.error).toMatchObject({ kind: 'not-found', message: 'its conversation is gone' });
    expect(world.store.status).toBe('failed');
  });

  test('fails its turn when the answer cannot be kept, and says why', async () => {
    const world = setUp();
    const completed = () => Promise.reject(new GatewayError('body-too-large', 'too much for one turn'));
    const { host } = await run(world, [target('a/1', {}, whole).target], { over: { completed } });
    expect(host.error).toMatchObject({ kind: 'body-too-large', message: 'too much for one turn' });
    expect(world.store.status).toBe('failed');
  });

  test('has a small journal whatever a provider says', async () => {
    const world = setUp();
    const wordy = new GatewayError('upstream-fault', 'word '.repeat(50_000));
    const one = target('a/1', { retries: 1 }, [wordy], [wordy]);
    const { host } = await run(world, [one.target, target('b/2', {}, whole).target]);
    expect(world.store.status).toBe('completed');
    expect(host.journal?.attempts.map(({ message }) => message?.length ?? 0)).toEqual([500, 500, 0]);
  });

  test('fails its turn when its time is over', async () => {
    const world = setUp();
    const one = target('a/1', { timeouts: { firstTokenMs: 10_000_000 } }, [accepted, 'stall']);
    const plan: BackgroundHost['plan'] = async () => {
      const planned = await fakeHost(world.store, world.clock, [one.target]).plan(turn);
      return { ...planned, plan: { ...planned.plan, deadline: world.clock.monotonic() + 5000 } };
    };
    const { host } = await run(world, [one.target], { over: { plan } });
    expect(host.error?.kind).toBe('deadline');
    expect(one.model.released).toBe(1);
    expect(world.store.status).toBe('failed');
  });

  test('travels as small JSON that says nothing of what was said', async () => {
    const world = setUp();
    const inputs: string[] = [];
    const one = target('a/1', { retries: 0 }, [accepted, ...begins, says('SECRET words'), cut]);
    const two = target('b/2', {}, [accepted, ...begins, says('SECRET words and more'), ...ends, finished]);
    const noting = (steps: BackgroundSteps): BackgroundSteps => ({
      ...steps,
      attempt: (input, signal) => {
        inputs.push(JSON.stringify(input));
        return steps.attempt(input, signal);
      },
      finish: (input, signal) => {
        inputs.push(JSON.stringify(input));
        return steps.finish(input, signal);
      },
    });
    await run(world, [one.target, two.target], { steps: noting });
    expect(inputs).toHaveLength(3);
    expect(inputs.join('')).not.toContain('SECRET');
    expect(Math.max(...inputs.map((input) => input.length))).toBeLessThan(4000);
  });
});

describe('a background answer that is cancelled', () => {
  test('in the store lets go of its provider within a second, and stays cancelled', async () => {
    const world = setUp();
    const one = target('a/1', {}, [accepted, ...begins, says('The sky'), 'stall']);
    world.clock.schedule(3000, () => world.store.end('cancelled'));
    const { result, host } = await run(world, [one.target]);
    expect(result).toMatchObject({ status: 'succeeded', output: { status: 'stopped' } });
    expect(world.store.status).toBe('cancelled');
    expect(one.model.released).toBe(1);
    expect(world.clock.elapsedMs).toBeLessThanOrEqual(4200);
    expect([host.answer, host.error]).toEqual([null, null]);
    expect(world.store.text()).toBe('The sky');
  });

  test('before it begins calls nobody', async () => {
    const world = setUp();
    world.store.end('cancelled');
    const one = target('a/1', {}, whole);
    expect((await run(world, [one.target])).result).toMatchObject({ output: { status: 'stopped' } });
    expect(one.model.calls).toHaveLength(0);
  });

  test('between two steps calls nobody', async () => {
    const world = setUp();
    const one = target('a/1', {}, whole);
    const cancelling = (steps: BackgroundSteps): BackgroundSteps => ({
      ...steps,
      attempt: (input, signal) => {
        world.store.end('cancelled');
        return steps.attempt(input, signal);
      },
    });
    const { result } = await run(world, [one.target], { steps: cancelling });
    expect(result).toMatchObject({ output: { status: 'stopped' } });
    expect(one.model.calls).toHaveLength(0);
  });

  test('during a wait calls nobody afterwards', async () => {
    const world = setUp();
    const limited = new GatewayError('rate-limit', 'slow down', { retryAfterMs: 8000 });
    const one = target('a/1', {}, [limited]);
    world.clock.schedule(3000, () => world.store.end('cancelled'));
    expect((await run(world, [one.target])).result).toMatchObject({ output: { status: 'stopped' } });
    expect(one.model.calls).toHaveLength(1);
  });
});

describe('after the process ended in the middle of an answer', () => {
  /** Runs until so much is stored, then ends as a process does that is killed. */
  async function killed(world: World, one: Target, afterMs = 1000): Promise<void> {
    const kill = new AbortController();
    world.clock.schedule(afterMs, () => kill.abort(new Error('killed')));
    const { result } = await run(world, [one], { signal: kill.signal });
    expect(result.status).toBe('aborted');
    expect(world.store.status).toBe('in_progress');
  }

  test('the next one goes on from the stored events', async () => {
    const world = setUp();
    await killed(world, target('a/1', prefill, [accepted, ...begins, says('The sky is blue beca'), 'stall']).target);
    expect(world.store.text()).toBe('The sky is blue beca');
    const again = target('a/1', prefill, [accepted, ...begins, says('use of scattering.'), ...ends, finished]);
    const { host } = await run(world, [again.target]);
    expect(host.answer?.parts).toEqual([{ type: 'text', text: 'The sky is blue because of scattering.' }]);
    expect(world.store.status).toBe('completed');
  });

  test('the next one begins where nothing was stored', async () => {
    const world = setUp();
    await killed(world, target('a/1', {}, [accepted, 'stall']).target);
    const { host } = await run(world, [target('a/1', {}, whole).target]);
    expect(host.answer?.parts).toEqual([{ type: 'text', text: 'The sky is blue.' }]);
  });

  test('the next one ends a turn whose answer was there', async () => {
    const world = setUp();
    const one = target('a/1', {}, whole);
    const lost = (steps: BackgroundSteps): BackgroundSteps => ({
      ...steps,
      attempt: async (input, signal) => {
        await steps.attempt(input, signal);
        return new Promise(() => {});
      },
    });
    const kill = new AbortController();
    const running = runBackgroundAnswer(turn, {
      machine,
      steps: lost(createBackgroundSteps(fakeHost(world.store, world.clock, [one.target]))),
      clock: world.clock,
      random: () => 0.5,
      signal: kill.signal,
    });
    void running;
    await world.clock.settle();
    kill.abort(new Error('killed'));
    expect(world.store.text()).toBe('The sky is blue.');
    const { host } = await run(world, [one.target]);
    expect(one.model.calls).toHaveLength(1);
    expect(host.answer?.parts).toEqual([{ type: 'text', text: 'The sky is blue.' }]);
  });

  test('the next one fails the turn when no target can go on', async () => {
    const world = setUp();
    await killed(world, target('a/1', {}, [accepted, ...begins, says('The sky'), 'stall']).target);
    const { host } = await run(world, [target('a/1', { recovery: 'error' }, []).target]);
    expect(host.error?.kind).toBe('broken-answer');
    expect(world.store.status).toBe('failed');
  });
});

describe('when the gateway itself fails', () => {
  const broken = (over: (steps: BackgroundSteps) => Partial<BackgroundSteps>) => (steps: BackgroundSteps) => ({
    ...steps,
    ...over(steps),
  });

  test.each(['prepare', 'attempt', 'decideNext', 'finish'] as const)('in %s, the turn is ended', async (name) => {
    const world = setUp();
    const steps = broken(() => ({ [name]: () => Promise.reject(new TypeError('of ours')) }));
    const { host, result } = await run(world, [target('a/1', {}, whole).target], { steps });
    expect(result).toMatchObject({ status: 'failed', error: 'Cato.AnswerFailed', cause: 'internal' });
    expect(world.store.status).toBe('failed');
    expect(host.error).toMatchObject({ kind: 'internal', message: expect.not.stringContaining('of ours') });
  });

  test.each(['prepare', 'decideNext', 'finish'] as const)(
    'in %s for some time, the answer is not given up',
    async (name) => {
      const world = setUp();
      let fails = 0;
      const steps = broken((real) => ({
        [name]: (input: never, signal: AbortSignal) =>
          fails++ < 6 ? Promise.reject(new GatewayError('busy', 'the store is away')) : real[name](input, signal),
      }));
      const one = target('a/1', {}, whole);
      const { host, result } = await run(world, [one.target], { steps });
      expect(result).toMatchObject({ status: 'succeeded', output: { status: 'completed' } });
      expect(host.answer?.parts).toEqual([{ type: 'text', text: 'The sky is blue.' }]);
      expect([one.model.calls.length, host.told]).toEqual([1, ['completed']]);
    },
  );

  test.each(['Sandbox.Timedout', 'Runtime.ExitError', 'Runtime.OutOfMemory'])(
    'in attempt with its function (%s), the next one goes on',
    async (lost) => {
      const world = setUp();
      let fails = 0;
      const steps = broken((real) => ({
        attempt: async (input, signal) => {
          if (fails++ < 2) throw Object.assign(new Error('lost'), { name: lost });
          return real.attempt(input, signal);
        },
      }));
      const { result } = await run(world, [target('a/1', {}, whole).target], { steps });
      expect(result).toMatchObject({ status: 'succeeded', output: { status: 'completed' } });
    },
  );

  test('in fail, it is tried again', async () => {
    const world = setUp();
    let fails = 0;
    const steps = broken((real) => ({
      attempt: () => Promise.reject(new TypeError('of ours')),
      fail: (input, signal) => (fails++ < 3 ? Promise.reject(new Error('not yet')) : real.fail(input, signal)),
    }));
    await run(world, [target('a/1', {}, whole).target], { steps });
    expect(world.store.status).toBe('failed');
  });

  test('in a way that leads round in circles, the turn is ended', async () => {
    const world = setUp();
    const steps = broken(() => ({
      decideNext: () => Promise.resolve({ decision: { do: 'wait', waitMs: 1_000_000 } as const }),
    }));
    const { result } = await run(world, [target('a/1', { retries: 0 }, [overloaded]).target], { steps });
    expect(result.status).toBe('timed-out');
    expect(world.store.status).toBe('failed');
  });

  test('a store in trouble for a moment is waited for', async () => {
    const world = setUp();
    const busy = new GatewayError('busy', 'locked');
    world.store.troubles.push({ error: busy, after: true }, { error: busy, after: false });
    const { host } = await run(world, [target('a/1', {}, whole).target]);
    expect(host.answer?.parts).toEqual([{ type: 'text', text: 'The sky is blue.' }]);
    expect(world.store.status).toBe('completed');
  });
});
