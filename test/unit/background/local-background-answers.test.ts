import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { createBackgroundSteps } from '../../../core/background/create-background-steps.ts';
import type { TurnRef } from '../../../core/background/turn-ref.ts';
import { LocalBackgroundAnswers } from '../../../local/workflow/local-background-answers.ts';
import type { RunResult } from '../../../local/workflow/run-machine.ts';
import { fakeTarget } from '../../support/fake-target.ts';
import { accepted, finished, ScriptedModel } from '../../support/scripted-model.ts';
import { JumpingClock } from '../workflow/jumping-clock.ts';
import { begins, ends, fakeHost, says } from './fake-host.ts';
import { FakeStore } from './fake-store.ts';

const scope = 'anonymous';
const turn = (turnId: string): TurnRef => ({ scope, turnId });
const silent = [accepted, ...begins, says('so far'), 'stall'] as const;
const whole = [accepted, ...begins, says('all of it'), ...ends, finished] as const;

function setUp(...scripts: ConstructorParameters<typeof ScriptedModel>) {
  const store = new FakeStore();
  const clock = new JumpingClock();
  const model = new ScriptedModel(...scripts);
  const results: [TurnRef, RunResult][] = [];
  const answers = new LocalBackgroundAnswers({
    steps: createBackgroundSteps(fakeHost(store, clock, [fakeTarget({ chatModel: model })])),
    clock,
    random: () => 0.5,
    runsForMs: 600_000,
    maxRunning: 2,
    ended: (ref, result) => results.push([ref, result]),
  });
  return { store, clock, model, answers, results };
}

describe('background answers of one process', () => {
  test('are worked on without anybody waiting', async () => {
    const { answers, store, clock, results } = setUp(whole);
    await answers.start(scope, 'one');
    expect(answers.running).toBe(1);
    await clock.settle();
    expect(store.status).toBe('completed');
    expect(answers.running).toBe(0);
    expect(results).toMatchObject([[turn('one'), { status: 'succeeded' }]]);
  });

  test('are worked on once each, and so many at a time', async () => {
    const { answers, model, clock } = setUp(silent, silent);
    await answers.start(scope, 'one');
    await answers.start(scope, 'one');
    await answers.start(scope, 'two');
    await expect(answers.start(scope, 'three')).rejects.toThrow('2 background answers');
    await clock.settle();
    expect(model.calls).toHaveLength(2);
    await answers.cancel(scope, 'one');
    await answers.cancel(scope, 'two');
    await answers.cancel(scope, 'unknown');
    await clock.settle();
    expect({ running: answers.running, released: model.released, timers: clock.pending }).toEqual({
      ...{ running: 0, released: 2, timers: 0 },
    });
  });

  test('that are cancelled let go of the provider at once', async () => {
    const { answers, store, clock, model, results } = setUp(silent);
    await answers.start(scope, 'one');
    await clock.settle();
    store.end('cancelled');
    await answers.cancel(scope, 'one');
    await clock.settle();
    expect(model.released).toBe(1);
    expect(clock.elapsedMs).toBe(0);
    expect(results).toMatchObject([[turn('one'), { status: 'aborted' }]]);
    expect(store.status).toBe('cancelled');
  });

  test('that run at the end of the process are left with what they have', async () => {
    const { answers, store, clock, model } = setUp(silent);
    store.beforePage = () => setImmediate();
    await answers.start(scope, 'one');
    await clock.settle();
    const grace = new AbortController();
    const drained = answers.drain(grace.signal);
    await expect(answers.start(scope, 'two')).rejects.toThrow('shutting down');
    grace.abort();
    await drained;
    expect(model.released).toBe(1);
    expect(store.text()).toBe('so far');
    expect(store.status).toBe('in_progress');
  });

  test('that end by themselves are waited for', async () => {
    const { answers, store, clock } = setUp(whole);
    await answers.start(scope, 'one');
    await clock.until(answers.drain(new AbortController().signal));
    expect(store.status).toBe('completed');
  });
});
